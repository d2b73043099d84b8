import { describe, expect, it } from 'vitest'
import { authorize, decideOutcome } from '../../src/engine/authorize.ts'
import type { PolicySet } from '../../src/engine/policy-set.ts'
import type { Principal, Request } from '../../src/engine/request.ts'
import { accountId, attach, policy } from './policies.ts'

const customer = accountId('111122223333')
const vendor = accountId('444455556666')

const session: Principal = {
  type: 'assumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/Reader/s1',
  roleArn: 'arn:aws:iam::111122223333:role/app/Reader',
  sessionName: 's1',
  account: customer,
  roleId: 'AROAEXAMPLEREADER',
}
const user: Principal = { type: 'user', arn: 'arn:aws:iam::111122223333:user/Alice', account: customer, id: 'AIDAEXAMPLEALICE' }
const foreigner: Principal = { type: 'user', arn: 'arn:aws:iam::444455556666:user/etl', account: vendor }

const read = (principal: Principal, context: Record<string, string | readonly string[]> = {}): Request => ({
  principal,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::acme/daily/1.csv',
  resourceAccount: customer,
  context: new Map(Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? [value] : value])),
})

const allowRead = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme/*' }
const allowAll = policy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })
const nothing: PolicySet = { identity: [] }

describe('authorize', () => {
  it('denies by default', () => {
    expect(authorize(read(session), nothing)).toMatchObject({
      outcome: 'implicitDeny',
      crossAccount: false,
      by: [{ reason: 'noAllow', layer: 'identity' }],
    })
  })

  it('allows within the account what the identity policy allows', () => {
    const decision = authorize(read(session), { identity: [attach(policy({ Statement: allowRead }))] })
    expect(decision).toMatchObject({ outcome: 'allowed', by: [{ reason: 'allow', layer: 'identity' }] })
  })

  it('needs both sides across accounts', () => {
    const bucket = attach(policy({ Statement: { ...allowRead, Principal: { AWS: '444455556666' } } }))
    expect(authorize(read(foreigner), { identity: [], resource: bucket }).by).toEqual([{ reason: 'noAllow', layer: 'identity' }])
    expect(authorize(read(foreigner), { identity: [attach(allowAll)] }).by).toEqual([{ reason: 'noAllow', layer: 'resource' }])
    expect(decideOutcome(read(foreigner), { identity: [attach(allowAll)], resource: bucket })).toBe('allowed')
  })

  it.each([
    ['the user', user, 'arn:aws:iam::111122223333:user/Alice', 'allowed'],
    ['the session', session, 'arn:aws:sts::111122223333:assumed-role/Reader/s1', 'allowed'],
    ['the role', session, 'arn:aws:iam::111122223333:role/app/Reader', 'implicitDeny'],
    ['the account', user, '111122223333', 'implicitDeny'],
  ] as const)('a bucket policy that names %s meets a boundary without S3', (_, principal, name, outcome) => {
    const permissionsBoundary = attach(policy({ Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } }))
    const resource = attach(policy({ Statement: { ...allowRead, Principal: { AWS: name } } }))
    expect(authorize(read(principal), { identity: [attach(allowAll)], resource, permissionsBoundary }).outcome).toBe(outcome)
  })

  it('a caller without an account is not of another account', () => {
    expect(authorize(read({ type: 'anonymous' }), nothing).crossAccount).toBe(false)
    expect(authorize(read({ type: 'service', service: 's3.amazonaws.com' }), nothing).crossAccount).toBe(false)
    expect(authorize(read(foreigner), nothing).crossAccount).toBe(true)
  })

  it('an explicit deny in any layer decides, and names its statement', () => {
    const deny = attach(policy({ Statement: { Sid: 'No', Effect: 'Deny', Action: 's3:*', Resource: '*' } }))
    const decision = authorize(read(session), { identity: [attach(allowAll)], serviceControl: [[attach(allowAll)], [deny]] })
    expect(decision).toMatchObject({
      outcome: 'explicitDeny',
      by: [{ reason: 'explicitDeny', layer: 'serviceControl', statement: { sid: 'No' } }],
    })
  })
})
