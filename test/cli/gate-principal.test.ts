import { describe, expect, it } from 'vitest'
import { compareUnits } from '../../src/cli/gate/gate-compare.ts'
import { unitsOfFixture } from '../../src/cli/gate/gate-fixture-units.ts'
import type { GateUnit } from '../../src/cli/gate/gate-unit.ts'
import { locateValue } from '../../src/fixture/locate-value.ts'
import { readFixture } from '../../src/fixture/parse-fixture.ts'

const statement = (
  Effect: 'Allow' | 'Deny',
  Action: string | readonly string[],
  Resource: string | readonly string[],
  more: object = {},
): object => ({
  Effect,
  Action,
  Resource,
  ...more,
})
const policy = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement })
const trusts = (principal: string): object => policy({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' })

const own = '111122223333'
const other = '444455556666'
const reader = `arn:aws:iam::${own}:role/Reader`
const objects = 'arn:aws:s3:::data/*'

interface SetUp {
  readonly read?: object
  readonly boundary?: object
  readonly trust?: object
  readonly bucket?: object
  readonly bucketAccount?: 'own' | 'other'
  readonly key?: object
  readonly keyAccount?: 'own' | 'other'
  readonly scps?: Record<string, object>
  readonly rcps?: Record<string, object>
  readonly fullAWSAccess?: boolean
  readonly block?: boolean
  /** Of the endpoint `vpce-1` to S3. */
  readonly endpoint?: object
}

/** One role, one bucket, one key, in an organization where that is asked for. */
function units(setUp: SetUp): readonly GateUnit[] {
  const {
    read,
    boundary,
    trust = trusts(own),
    bucket,
    bucketAccount = 'own',
    key,
    keyAccount = 'own',
    scps,
    rcps,
    fullAWSAccess,
    block,
    endpoint,
  } = setUp
  const fixture = {
    description: 'one role',
    accounts: { own, other, payer: '777788889999' },
    roles: {
      Reader: {
        account: 'own',
        trust,
        ...(read === undefined ? {} : { policies: { read } }),
        ...(boundary === undefined ? {} : { boundary }),
      },
    },
    buckets: {
      data: {
        account: bucketAccount,
        region: 'us-east-1',
        ...(bucket === undefined ? {} : { policy: bucket }),
        ...(block === undefined ? {} : { publicAccessBlock: { restrictPublicBuckets: block, blockPublicPolicy: false } }),
      },
    },
    ...(key === undefined ? {} : { keys: { k: { account: keyAccount, region: 'us-east-1', policy: key } } }),
    ...(scps === undefined && rcps === undefined
      ? {}
      : { organizations: { acme: { management: 'payer', accounts: { own: { scps, rcps, fullAWSAccess }, other: {} } } } }),
    ...(endpoint === undefined
      ? {}
      : {
          network: {
            vpcs: { main: { cidrBlock: '10.0.0.0/16' } },
            vpcEndpoints: { s3: { vpc: 'main', id: 'vpce-1', service: 'com.amazonaws.us-east-1.s3', type: 'Gateway', policy: endpoint } },
          },
        }),
  }
  const text = JSON.parse(JSON.stringify(fixture)) as object
  const problems: unknown[] = []
  const root = locateValue(text, 'fixture.js', (...problem) => problems.push(problem))
  const read2 = readFixture(
    root,
    { name: 'f', file: 'fixture.js', readFile: () => ({ found: false, file: 'x', beside: [] }) },
    'files or inline',
  )
  if (!read2.ok) throw new Error(JSON.stringify(read2.error.map(({ message }) => message)))
  return unitsOfFixture(read2.value, { path: '', show: (at) => at })
}

/** What the role may newly do: `ACTION on RESOURCE`, from the examples that the engine confirms. */
function newFor(before: SetUp, after: SetUp): readonly string[] {
  const find = (setUp: SetUp) => units(setUp).find(({ name }) => name === 'role Reader')
  const { change } = compareUnits(find(before), find(after), new Map(), { limit: 5000, clock: () => 0 })
  const { findings = [], undecided = [] } = change?.newlyAllowed ?? {}
  return [
    ...findings.filter(({ reachable }) => reachable).map(({ witness }) => `${witness.action} on ${witness.resource}`),
    ...undecided.map(({ because }) => `undecided: ${because}`),
  ]
}

const get = policy(statement('Allow', 's3:GetObject', objects))
const opensTo = (principal: string, more: object = {}): object =>
  policy(statement('Allow', 's3:GetObject', objects, { Principal: { AWS: principal }, ...more }))

describe('what a change newly allows a principal, with everything that has a say', () => {
  it('a service control policy without its deny', () => {
    const scps = { guard: policy(statement('Deny', 's3:*', '*')) }
    expect(newFor({ read: get, scps }, { read: get, scps: {} })).toEqual(['s3:GetObject on arn:aws:s3:::data/x'])
    expect(newFor({ scps }, { scps: {} })).toEqual([])
  })

  it('each level of the organization has to allow', () => {
    const only = (action: string) => ({ fullAWSAccess: false, scps: { only: policy(statement('Allow', action, '*')) } })
    expect(newFor({ read: get, ...only('ec2:*') }, { read: get, ...only('s3:*') })).toEqual(['s3:GetObject on arn:aws:s3:::data/x'])
    expect(newFor({ read: get, ...only('s3:*') }, { read: get, ...only('*') })).toEqual([])
  })

  it('a wider boundary', () => {
    const read = policy(statement('Allow', ['s3:GetObject', 's3:PutObject'], objects))
    const bound = (action: string): object => policy(statement('Allow', action, '*'))
    expect(newFor({ read, boundary: bound('s3:Get*') }, { read, boundary: bound('s3:*') })).toEqual(['s3:PutObject on arn:aws:s3:::data/x'])
  })

  it('a bucket policy that no longer denies', () => {
    const denies = policy(statement('Deny', 's3:*', objects, { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))
    expect(newFor({ read: get, bucket: denies }, { read: get })).toEqual(['s3:GetObject on arn:aws:s3:::data/x'])
    expect(newFor({ bucket: denies }, {})).toEqual([])
  })

  it('a bucket policy of the own account grants by itself, one of another account only together with the identity policy', () => {
    const lists = policy(statement('Allow', 's3:ListAllMyBuckets', '*'))
    const cross = { bucketAccount: 'other', bucket: opensTo(reader) } as const
    expect(newFor({ read: lists, ...cross }, { read: get, ...cross })).toEqual(['s3:GetObject on arn:aws:s3:::data/x'])
    // The own account: the bucket policy had allowed it before.
    expect(newFor({ read: lists, bucket: opensTo(reader) }, { read: get, bucket: opensTo(reader) })).toEqual([])
    // Another account that grants nothing: no identity policy helps.
    expect(newFor({ read: lists, bucketAccount: 'other' }, { read: get, bucketAccount: 'other' })).toEqual([])
  })

  it('what a principal may do through a VPC endpoint is what the policy of that allows', () => {
    const throughIt = { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }
    const reading = policy(statement('Allow', 's3:GetObject', objects, throughIt))
    const writing = policy(statement('Allow', ['s3:GetObject', 's3:PutObject'], objects, throughIt))
    const lets = (Action: string | readonly string[]): object => policy({ Effect: 'Allow', Principal: '*', Action, Resource: '*' })
    const through = (Action: string): Pick<SetUp, 'endpoint'> => ({ endpoint: lets(Action) })
    expect(newFor({ read: reading }, { read: writing })).toEqual(['s3:PutObject on arn:aws:s3:::data/x'])
    expect(newFor({ read: reading, ...through('s3:Get*') }, { read: writing, ...through('s3:Get*') })).toEqual([])
    expect(newFor({ read: reading, ...through('s3:*') }, { read: writing, ...through('s3:*') })).toEqual([
      's3:PutObject on arn:aws:s3:::data/x',
    ])
    const anywhere = policy(statement('Allow', ['s3:GetObject', 's3:PutObject'], objects))
    expect(newFor({ read: reading, ...through('s3:Get*') }, { read: anywhere, ...through('s3:Get*') })).toEqual([
      's3:GetObject on arn:aws:s3:::data/x',
    ])
    const keys = policy(statement('Allow', 'sqs:SendMessage', '*', throughIt))
    expect(newFor({ ...through('s3:Get*') }, { read: keys, ...through('s3:Get*') })).toHaveLength(1)
    expect(newFor({ read: writing, ...through('s3:Get*') }, { read: writing, ...through('s3:*') })).toEqual([])
  })

  it('a grant to the role is limited by its boundary, one to everyone is not', () => {
    const boundary = policy(statement('Allow', 'ec2:*', '*'))
    const account = opensTo(own)
    const changeTo = (bucket: object) => newFor({ boundary, bucket: account, scps: {} }, { boundary, bucket, scps: {} })
    expect(changeTo(opensTo(reader))).toEqual([])
    expect(changeTo(opensTo(`arn:aws:sts::${own}:assumed-role/Reader/s`))).toEqual(['s3:GetObject on arn:aws:s3:::data/x'])
  })

  it('a grant to the account becomes one to the role', () => {
    expect(newFor({ bucket: opensTo(own) }, { bucket: opensTo(reader) })).toEqual(['s3:GetObject on arn:aws:s3:::data/x'])
    expect(newFor({ bucket: opensTo(reader) }, { bucket: opensTo(own) })).toEqual([])
  })

  it('a public policy of another account is cut off by RestrictPublicBuckets', () => {
    const open = { read: get, bucketAccount: 'other', bucket: opensTo('*') } as const
    expect(newFor({ ...open, block: true }, { ...open, block: false })).toEqual(['s3:GetObject on arn:aws:s3:::data/x'])
  })

  it('a resource control policy without its deny, except for what it never binds', () => {
    const key = policy(statement('Allow', 'kms:*', '*', { Principal: { AWS: own } }))
    const read = policy(statement('Allow', ['kms:Decrypt', 'kms:RetireGrant'], '*'))
    const rcps = { guard: policy(statement('Deny', 'kms:*', '*', { Principal: '*' })) }
    const found = newFor({ read, key, rcps }, { read, key, rcps: {} })
    expect(found).toEqual([`kms:Decrypt on arn:aws:kms:us-east-1:${own}:key/k`])
  })

  it('a key policy without which no identity policy counts', () => {
    const read = policy(statement('Allow', 'kms:*', '*'))
    const key = (principal: string): object => policy(statement('Allow', 'kms:Decrypt', '*', { Principal: { AWS: principal } }))
    const bucketsOnly = policy(statement('Allow', 's3:*', '*'))
    expect(newFor({ read: bucketsOnly, key: key(own) }, { read, key: key(own) })).toContain(
      `kms:Decrypt on arn:aws:kms:us-east-1:${own}:key/k`,
    )
    const elsewhere = newFor({ read: bucketsOnly, key: key(other) }, { read, key: key(other) })
    expect(elsewhere.filter((each) => each.endsWith('key/k'))).toEqual([])
    const admin = (principal: string): object =>
      policy(statement('Allow', 'kms:ScheduleKeyDeletion', '*', { Principal: { AWS: principal } }))
    expect(newFor({ read, key: admin(other), keyAccount: 'other' }, { read, key: admin(own), keyAccount: 'other' })).toEqual([])
  })

  it('what is told of the bucket policy is not told of each principal again', () => {
    expect(newFor({ bucket: opensTo(other) }, { bucket: opensTo('*') })).toEqual([])
  })
})
