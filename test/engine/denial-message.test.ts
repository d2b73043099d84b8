import { describe, expect, it } from 'vitest'
import { authorize } from '../../src/engine/authorize.ts'
import { denialMessage, s3Detail } from '../../src/engine/denial-message.ts'
import type { PolicySet } from '../../src/engine/policy-set.ts'
import type { Request } from '../../src/engine/request.ts'
import { accountId, attach, policy } from './policies.ts'

const account = accountId('111122223333')
const arn = 'arn:aws:sts::111122223333:assumed-role/Reader/s1'
const base: Request = {
  principal: { type: 'assumedRole', arn, roleArn: 'arn:aws:iam::111122223333:role/Reader', sessionName: 's1', account },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::acme/daily/1.csv',
  resourceAccount: account,
  context: new Map(),
}
const user = { type: 'user', arn: 'arn:aws:iam::444455556666:user/etl', account: accountId('444455556666') } as const
const all = attach(policy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }))
const ec2 = attach(policy({ Statement: { Effect: 'Allow', Action: 'ec2:*', Resource: '*' } }))
const deny = policy({ Statement: { Effect: 'Deny', Action: '*', Resource: '*' } })
const denyEveryone = attach(policy({ Statement: { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' } }))

const say = (policies: PolicySet, request: Request = base, service = 's3', detail = true): string =>
  denialMessage(authorize(request, policies), request, { service, detail })

const denied = `User: ${arn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::acme/daily/1.csv"`

describe('denialMessage', () => {
  it.each<[string, PolicySet, string]>([
    ['identity', { identity: [] }, 'because no identity-based policy allows the s3:GetObject action'],
    ['identity, denied', { identity: [attach(deny)] }, 'with an explicit deny in an identity-based policy'],
    [
      'identity, denied by a managed policy',
      { identity: [attach(deny, 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3')] },
      'with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
    ],
    ['resource, denied', { identity: [all], resource: denyEveryone }, 'with an explicit deny in a resource-based policy'],
    ['boundary', { identity: [all], permissionsBoundary: ec2 }, 'because no permissions boundary allows the s3:GetObject action'],
    ['boundary, denied', { identity: [all], permissionsBoundary: attach(deny) }, 'with an explicit deny in a permissions boundary'],
    ['session', { identity: [all], session: [ec2] }, 'because no session policy allows the s3:GetObject action'],
    ['SCP', { identity: [all], serviceControl: [[all], [ec2]] }, 'because no service control policy allows the s3:GetObject action'],
    ['SCP, denied', { identity: [all], serviceControl: [[attach(deny)]] }, 'with an explicit deny in a service control policy'],
    ['RCP, denied', { identity: [all], resourceControl: [[denyEveryone]] }, 'with an explicit deny in a resource control policy'],
    ['endpoint, denied', { identity: [all], vpcEndpoint: denyEveryone }, 'with an explicit deny in a VPC endpoint policy'],
  ])('names the policy type: %s', (_, policies, reason) => {
    expect(say(policies)).toBe(`${denied} ${reason}`)
  })

  it('S3 without detail says only Access Denied, and so to anonymous callers', () => {
    expect(say({ identity: [] }, base, 's3', false)).toBe('Access Denied')
    expect(say({ identity: [] }, { ...base, principal: { type: 'anonymous' } })).toBe('Access Denied')
  })

  it('STS answers across accounts with one sentence', () => {
    const request: Request = { ...base, principal: user, action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/Reader' }
    const sentence =
      'User: arn:aws:iam::444455556666:user/etl is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/Reader'
    expect(say({ identity: [all] }, request, 'sts')).toBe(sentence)
    expect(say({ identity: [] }, request, 'sts')).toBe(sentence)
  })

  it('STS names the policy type within the account', () => {
    const request: Request = { ...base, action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/Other' }
    expect(say({ identity: [all] }, request, 'sts')).toMatch(/role\/Other because no role trust policy allows the sts:AssumeRole action$/)
    const resource = attach(policy({ Statement: { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' } }))
    expect(say({ identity: [], resource }, request, 'sts')).toMatch(/because no identity-based policy allows the sts:AssumeRole action$/)
  })

  it('KMS behind S3 hides the key unless the identity policy is what lacks', () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/k1'
    const request: Request = { ...base, action: 'kms:Decrypt', resource: key }
    const resource = attach(policy({ Statement: { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'kms:*', Resource: '*' } }))
    expect(say({ identity: [], resource }, request)).toBe(
      `User: ${arn} is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`,
    )
    expect(say({ identity: [all] }, request)).toBe(
      `User: ${arn} is not authorized to perform: kms:Decrypt on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    )
  })
})

describe('s3Detail', () => {
  it('is given within the account and the organization, never to strangers', () => {
    const foreign: Request = { ...base, principal: user }
    expect(s3Detail(authorize(base, { identity: [] }), base, { sameOrganization: false })).toBe(true)
    const decision = authorize(foreign, { identity: [] })
    expect(s3Detail(decision, foreign, { sameOrganization: false })).toBe(false)
    expect(s3Detail(decision, foreign, { sameOrganization: true })).toBe(true)
  })

  it('is withheld when the endpoint policy stops a caller of another account', () => {
    const foreign: Request = { ...base, principal: user }
    const decision = authorize(foreign, { identity: [all], vpcEndpoint: denyEveryone })
    expect(s3Detail(decision, foreign, { sameOrganization: true })).toBe(false)
  })
})
