import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { parseSeed } from '../../src/sandbox/seed/parse-seed.ts'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { clientsFor } from './clients.ts'

const canonicalId = '0123456789abcdef'.repeat(4)
const text = `
clock: "2026-11-21T08:00:00Z"
accounts:
  "111122223333":
    canonicalId: ${canonicalId}
    displayName: M. Tester
    rootCredentials: { accessKeyId: ROOT1KEY, secretAccessKey: root secret }
    users:
      ana:
        path: /apps/
        accessKeys: [{ accessKeyId: ANAKEY, secretAccessKey: ana secret }]
        policies:
          read: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] }
        attached: ["arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"]
keys:
  - { account: "111122223333", id: testkey-1, alias: alias/exports }
issuers:
  https://token.example.com: { keys: [{ kty: RSA, n: abc, e: AQAB }] }
`

function read(source = text) {
  const seed = parseSeed(source, 'seed.yaml')
  if (!seed.ok) throw new Error(JSON.stringify(seed.error))
  return seed.value
}

describe('a seed', () => {
  it('has issuers with and without TLS', () => {
    expect(read(text.replace('https://token', 'http://token')).issuers[0]?.url).toBe('http://token.example.com')
  })

  it('gives accounts, users and keys the ids and secrets that it says', async () => {
    const { startsAt, ...seed } = read()
    expect(startsAt).toEqual(new Date('2026-11-21T08:00:00Z'))
    await using sandbox = await startSandbox(seed)
    const root = clientsFor(sandbox.endpoint, { accessKeyId: 'ROOT1KEY', secretAccessKey: 'root secret' })
    const ana = clientsFor(sandbox.endpoint, { accessKeyId: 'ANAKEY', secretAccessKey: 'ana secret' })
    const { Arn } = await root.sts.getCallerIdentity()
    expect(Arn).toBe('arn:aws:iam::111122223333:root')
    expect((await ana.sts.getCallerIdentity()).Arn).toBe('arn:aws:iam::111122223333:user/apps/ana')
    await root.s3.createBucket({ Bucket: 'seeded' })
    const { ETag } = await root.s3.send(
      new PutObjectCommand({ Bucket: 'seeded', Key: 'a', Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'testkey-1' }),
    )
    expect(ETag).toBeDefined()
    expect((await root.s3.getBucketAcl({ Bucket: 'seeded' })).Owner).toEqual({ ID: canonicalId })
    await expect(ana.s3.send(new GetObjectCommand({ Bucket: 'seeded', Key: 'a' }))).rejects.toThrow('kms:Decrypt')
    await expect(ana.s3.putObject({ Bucket: 'seeded', Key: 'b', Body: 'x' })).rejects.toThrow('s3:PutObject')
    const { PolicyNames } = await root.iam.listUserPolicies({ UserName: 'ana' })
    const { AttachedPolicies } = await root.iam.listAttachedUserPolicies({ UserName: 'ana' })
    expect([PolicyNames, AttachedPolicies?.map(({ PolicyName }) => PolicyName)]).toEqual([['read'], ['AmazonEC2ReadOnlyAccess']])
  })

  it('may be JSON', () => {
    expect(read('{"accounts": {"111122223333": {}}}').accounts).toMatchObject([{ id: '111122223333' }])
  })

  it.each([
    ['accounts: {}', 'seed/no-account', '1:1'],
    ['accounts: { "1111": {} }', 'seed/wrong-text', '1:13'],
    ['accounts: { "111122223333": { canonicalid: a } }', 'seed/unknown-key', '1:31'],
    [text.replace('ANAKEY', 'ROOT1KEY'), 'seed/given-twice', '11:37'],
    [text.replace('testkey-1', 'test key'), 'seed/wrong-text', '16:36'],
    [text.replace('{ account: "111122223333"', '{ account: "111122223334"'), 'seed/unknown-account', '16:16'],
    [text.replace('s3:GetObject', 's3 GetObject'), 'seed/refused-policy', '13:17'],
    [text.replace('AmazonEC2ReadOnlyAccess', 'AmazonEC2ReadOnly'), 'seed/unknown-policy', '14:20'],
    [text.replace('11-21T08', '11-41T08'), 'seed/wrong-text', '2:8'],
    [text.replace('https:', 'ftp:'), 'seed/wrong-text', '18:3'],
    [text.replace('      ana:', '      a na:'), 'seed/wrong-text', '9:7'],
  ])('is refused at its place: %#', (source, code, place) => {
    const seed = parseSeed(source, 'seed.yaml')
    const problems = seed.ok ? [] : seed.error
    expect(problems.map(({ code: found, at }) => [found, `${at.start.line}:${at.start.column}`])).toEqual([[code, place]])
  })
})
