import { describe, expect, it } from 'vitest'
import type { S3Connection } from '../../src/connectors/connection.ts'
import { asMeant, lintConnection } from '../../src/connectors/input-lint.ts'

const sound: S3Connection = {
  connector: 's3-input',
  caller: 'etl-app',
  roleArn: 'arn:aws:iam::111122223333:role/EtleapInput',
  externalId: 'dep-42',
  sessionName: 'sallyport',
  bucket: 'acme-exports',
  baseDirectory: 'daily',
  region: 'us-east-1',
  scheme: 'https',
}
const codes = (changed: Partial<S3Connection>): readonly string[] => lintConnection({ ...sound, ...changed }).map(({ code }) => code)

describe('a look at the fields of a connection', () => {
  it('finds nothing in a sound connection', () => {
    expect(lintConnection(sound)).toEqual([])
    expect(asMeant(sound)).toEqual(sound)
  })

  it.each([
    ['s3://acme-exports/daily', 'daily'],
    ['s3://acme-exports /daily', 'daily'],
    ['s3a://acme-exports/', ''],
    ['arn:aws:s3:::acme-exports/daily/*', 'daily'],
    ['https://acme-exports.s3.eu-west-1.amazonaws.com/daily/', 'daily'],
    ['https://s3.us-east-1.amazonaws.com/acme-exports/daily', 'daily'],
    ['https://us-east-1.console.aws.amazon.com/s3/buckets/acme-exports?region=us-east-1', ''],
    ['acme-exports/daily/eu', 'daily/eu'],
  ])('takes bucket and folder out of %s', (bucket, baseDirectory) => {
    expect(codes({ bucket })).toEqual(['bucket-name-with-scheme-or-path'])
    expect(asMeant({ ...sound, bucket, baseDirectory: '' })).toEqual({ ...sound, baseDirectory })
    expect(asMeant({ ...sound, bucket }).baseDirectory).toBe('daily')
  })

  it.each(['acme-exports ', '\tacme-exports\n', 'Acme-Exports'])(
    'offers the bucket name without white space and capitals for %j',
    (bucket) => {
      expect(codes({ bucket })).toEqual(['bucket-name-whitespace-or-case'])
      expect(asMeant({ ...sound, bucket })).toEqual(sound)
    },
  )

  it('says so when nothing can be made of a bucket name', () => {
    expect(codes({ bucket: 'a b' })).toEqual(['bucket-name-invalid'])
  })

  it.each(['/daily', 'daily/', '//daily', ' daily'])('offers the folder without stray slashes for %j', (baseDirectory) => {
    expect(codes({ baseDirectory })).toEqual(['base-directory-leading-slash'])
    expect(asMeant({ ...sound, baseDirectory })).toEqual(sound)
  })

  it.each([
    'arn:aws:iam::111122223333:user/EtleapInput',
    'arn:aws:iam::111122223333:policy/read',
    'arn:aws:iam::111122223333:instance-profile/EtleapInput',
    'EtleapInput',
    'arn:aws:iam::1111:role/EtleapInput',
  ])('takes %s for no role', (roleArn) => {
    expect(codes({ roleArn })).toEqual(['role-arn-malformed'])
  })

  it('takes the role out of the ARN of its session, and white space off its ends', () => {
    const colons = [
      'arn:aws:iam:111122223333:role/EtleapInput',
      'arn:aws:iam::111122223333:role:EtleapInput',
      'aws:iam::111122223333:role/EtleapInput',
    ]
    for (const roleArn of ['arn:aws:sts::111122223333:assumed-role/EtleapInput/session', ` ${sound.roleArn}`, ...colons]) {
      expect(asMeant({ ...sound, roleArn })).toEqual(sound)
    }
  })

  it('never has the value of a secret in its words', () => {
    const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n'
    const [problem] = lintConnection({ ...sound, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey })
    expect(problem?.code).toBe('key-whitespace')
    expect(problem?.message).not.toContain('wJalr')
  })

  it('knows temporary keys by their prefix, and a key ID in the field of the secret', () => {
    expect(codes({ accessKeyId: 'ASIAIOSFODNN7EXAMPLE' })).toEqual(['temp-key-without-token'])
    expect(codes({ accessKeyId: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', secretAccessKey: 'AKIAIOSFODNN7EXAMPLE' })).toEqual([
      'key-secret-swapped',
    ])
  })

  it.each([
    ['us_east_1', 'us-east-1'],
    ['eu-west-1a', 'eu-west-1'],
    ['US-EAST-1', 'us-east-1'],
  ])('reads the region %s as %s', (region, meant) => {
    expect(codes({ region })).toEqual(['region-format'])
    expect(asMeant({ ...sound, region }).region).toBe(meant)
  })
})
