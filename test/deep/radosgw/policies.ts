import * as fc from 'fast-check'
import { refusePolicy } from '../../../src/policy/refuse-policy.ts'
import { Bucket } from './peer.ts'

export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: readonly string[]
  readonly Resource?: readonly string[]
  readonly Principal?: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What stands on both servers while they are asked. */
export interface Case {
  readonly bucket: readonly Statement[]
  readonly user: readonly Statement[]
  readonly trust: readonly Statement[]
  readonly role: readonly Statement[]
  readonly session: readonly Statement[] | undefined
}

const arn = `arn:aws:s3:::${Bucket}`

// Nothing that would lock the owner out of the policy: radosgw lets it, S3 does not.
const effect = fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const)
const actions = fc.subarray(
  ['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket', 's3:Get*', 's3:*Object*'],
  { minLength: 1, maxLength: 3 },
)
const resources = fc.constantFrom([arn, `${arn}/*`], [arn], [`${arn}/*`], [`${arn}/a/*`], [`${arn}/?/t*`, arn])

const conditions = fc.constantFrom(
  { StringEquals: { 's3:prefix': 'a/' } },
  { StringLike: { 's3:prefix': '?/' } },
  { StringNotEquals: { 's3:prefix': 'a/' } },
  { StringNotLike: { 's3:prefix': 'a*' } },
  { StringEqualsIfExists: { 's3:prefix': 'a/' } },
  { Null: { 's3:prefix': 'true' } },
  { NumericLessThanEquals: { 's3:max-keys': '10' } },
  { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
  { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { Bool: { 'aws:SecureTransport': 'true' } },
  { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
  { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
  { StringEquals: { 's3:ExistingObjectTag/team': 'red' } },
)

const principals = fc.constantFrom(
  '*',
  { AWS: '*' },
  { AWS: 'arn:aws:iam:::user/bob' },
  { AWS: ['arn:aws:iam:::user/alice', 'arn:aws:iam:::user/bob'] },
)

const withCondition = (statement: fc.Arbitrary<Statement>): fc.Arbitrary<Statement> =>
  fc
    .tuple(statement, fc.option(conditions, { nil: undefined }))
    .map(([rest, Condition]) => (Condition === undefined ? rest : { ...rest, Condition }))

const identityStatement = withCondition(fc.record({ Effect: effect, Action: actions, Resource: resources }))
/** S3 refuses statements whose conditions or resources say nothing to their actions; radosgw takes them all. */
const isTaken = (statement: Statement): boolean => {
  const text = document([statement]).replaceAll('arn:aws:iam:::user/', 'arn:aws:iam::111122223333:user/')
  return refusePolicy(text, 'bucket', { bucket: Bucket }) === undefined
}

const bucketStatement = withCondition(fc.record({ Effect: effect, Principal: principals, Action: actions, Resource: resources })).filter(
  isTaken,
)
const trustStatement = fc.record({
  Effect: effect,
  Principal: fc.constantFrom({ AWS: 'arn:aws:iam:::user/bob' }, { AWS: 'arn:aws:iam:::user/alice' }),
  Action: fc.constant(['sts:AssumeRole']),
})

export const anyCase: fc.Arbitrary<Case> = fc.record({
  bucket: fc.array(bucketStatement, { maxLength: 3 }),
  user: fc.array(identityStatement, { maxLength: 2 }),
  trust: fc.array(trustStatement, { minLength: 1, maxLength: 2 }),
  role: fc.array(identityStatement, { minLength: 1, maxLength: 2 }),
  session: fc.option(fc.array(identityStatement, { minLength: 1, maxLength: 2 }), { nil: undefined }),
})

export const document = (statements: readonly Statement[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })
