import * as fc from 'fast-check'
import type { Principal, Request } from '../../src/engine/request.ts'
import { type AccountId, parseAccountId } from '../../src/policy/account-id.ts'

const accountId = (text: string): AccountId => {
  const parsed = parseAccountId(text)
  if (!parsed.ok) throw new Error(text)
  return parsed.value
}

export const customer = accountId('111122223333')
export const vendor = accountId('444455556666')

export const principals: readonly Principal[] = [
  { type: 'root', arn: 'arn:aws:iam::111122223333:root', account: customer },
  { type: 'user', arn: 'arn:aws:iam::111122223333:user/Alice', account: customer, id: 'AIDAALICE' },
  { type: 'user', arn: 'arn:aws:iam::444455556666:user/etl', account: vendor, id: 'AIDAETL' },
  { type: 'user', arn: 'arn:aws-cn:iam::111122223333:user/Alice', account: customer },
  {
    type: 'assumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/Reader/s1',
    roleArn: 'arn:aws:iam::111122223333:role/app/Reader',
    sessionName: 's1',
    account: customer,
    roleId: 'AROAREADER',
  },
  {
    type: 'assumedRole',
    arn: 'arn:aws:sts::444455556666:assumed-role/Etl/s1',
    roleArn: 'arn:aws:iam::444455556666:role/Etl',
    sessionName: 's1',
    account: vendor,
    roleId: 'AROAETL',
  },
  {
    type: 'assumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForBackup/b',
    roleArn: 'arn:aws:iam::111122223333:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup',
    sessionName: 'b',
    account: customer,
    serviceLinked: true,
  },
  {
    type: 'federatedUser',
    arn: 'arn:aws:sts::111122223333:federated-user/Bob',
    userArn: 'arn:aws:iam::111122223333:user/Alice',
    account: customer,
  },
  { type: 'service', service: 'cloudtrail.amazonaws.com' },
  { type: 'federated', provider: 'accounts.google.com' },
  { type: 'anonymous' },
]

/** Actions with resources that they go with, and some that they do not. */
export const targets: readonly (readonly [action: string, resource: string])[] = [
  ['s3:GetObject', 'arn:aws:s3:::acme/daily/1.csv'],
  ['s3:GetObject', 'arn:aws:s3:::acme/home/Alice/x'],
  ['s3:GetObject', 'arn:aws:s3:::acme/home/*/x'],
  ['s3:PutObject', 'arn:aws:s3:::acme/daily/1.csv'],
  ['s3:ListBucket', 'arn:aws:s3:::acme'],
  ['s3:ListAllMyBuckets', '*'],
  ['s3:DeleteBucketPolicy', 'arn:aws:s3:::acme'],
  ['sts:AssumeRole', 'arn:aws:iam::111122223333:role/Target'],
  ['sts:TagSession', 'arn:aws:iam::111122223333:role/Target'],
  ['sts:GetCallerIdentity', '*'],
  ['sts:GetSessionToken', '*'],
  ['kms:Decrypt', 'arn:aws:kms:us-east-1:111122223333:key/k1'],
  ['kms:ScheduleKeyDeletion', 'arn:aws:kms:us-east-1:111122223333:key/k1'],
  ['kms:RetireGrant', 'arn:aws:kms:us-east-1:111122223333:key/k1'],
  ['sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:Alice-queue'],
  ['sns:Publish', 'arn:aws:sns:us-east-1:444455556666:t'],
  ['iam:GetUser', 'arn:aws:iam::111122223333:user/Alice'],
  ['mechanicalturk:CreateHIT', '*'],
]

/** Values for each key: they meet the values of conditions often enough. */
export const contextValues = {
  'aws:username': ['Alice', 'alice', '*', 'Al?ce'],
  'aws:PrincipalTag/team': ['data', 'Data', 'a*', ''],
  'aws:SourceIp': ['203.0.113.7', '10.1.2.3', '2001:db8::1', 'nowhere'],
  'aws:CurrentTime': ['2026-11-25T12:00:00Z', '1795608000', '2030-01-01'],
  's3:max-keys': ['5', '10', '10.5', '-1', '10abc'],
  'aws:SecureTransport': ['true', 'false'],
  'aws:SourceArn': ['arn:aws:sns:us-east-1:444455556666:t', 'arn:aws:s3:::acme', 'no-arn'],
  'aws:PrincipalOrgID': ['o-1', 'o-2'],
  's3:prefix': ['', 'daily/', 'home/Alice/'],
  'k:bytes': ['QUJD', 'QUJE'],
} as const

export const multivalues = { 'aws:TagKeys': ['team', 'stage', 'owner'] } as const

const anyContext: fc.Arbitrary<ReadonlyMap<string, readonly string[]>> = fc
  .record(
    {
      ...Object.fromEntries(
        Object.entries(contextValues).map(([key, values]) => [
          key,
          fc.oneof({ weight: 9, arbitrary: fc.constantFrom<string>(...values).map((value) => [value]) }, fc.constant([])),
        ]),
      ),
      'aws:TagKeys': fc.subarray([...multivalues['aws:TagKeys']]),
    },
    { requiredKeys: [] },
  )
  .map((context) => new Map(Object.entries(context).map(([key, values]) => [key.toLowerCase(), values as readonly string[]])))

export const anyPrincipal = fc.constantFrom(...principals)

/** A request of somebody known for something that policies often name. */
export const anyRequest: fc.Arbitrary<Request> = fc
  .record({
    principal: anyPrincipal,
    target: fc.constantFrom(...targets),
    resourceAccount: fc.constantFrom(customer, customer, customer, vendor, undefined),
    objectOwner: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, customer, vendor),
    context: anyContext,
  })
  .map(({ principal, target: [action, resource], resourceAccount, objectOwner, context }) => ({
    principal,
    action,
    resource,
    context,
    ...(resourceAccount === undefined || resource === '*' ? {} : { resourceAccount }),
    ...(objectOwner === undefined || !action.startsWith('s3:') ? {} : { objectOwner }),
  }))
