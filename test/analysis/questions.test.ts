import { describe, expect, it } from 'vitest'
import { alwaysGrants } from '../../src/analysis/always-grants.ts'
import { comparePolicies } from '../../src/analysis/compare-policies.ts'
import { deadStatements } from '../../src/analysis/dead-statements.ts'
import { everGrants } from '../../src/analysis/ever-grants.ts'
import { leastPrivilege } from '../../src/analysis/least-privilege.ts'
import { newAccess } from '../../src/analysis/new-access.ts'
import { outsideReach } from '../../src/analysis/outside-reach.ts'
import { singlePolicy } from '../../src/analysis/single-policy.ts'
import type { PolicyType } from '../../src/policy/policy.ts'
import { refusePolicy } from '../../src/policy/refuse-policy.ts'
import { parsed } from '../arbitraries/policy-pair.ts'

const policy = (statements: readonly object[], type: PolicyType = 'identity') =>
  parsed({ Version: '2012-10-17', Statement: statements }, type)
const allow = (Action: string | readonly string[], Resource: string | readonly string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const side = (statements: readonly object[]) => singlePolicy(policy(statements), 'identity', 'p')

describe('questions about policies', () => {
  it('does it ever allow one of these actions on these resources', () => {
    const reader = side([allow('s3:*', 'arn:aws:s3:::b/*'), { Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }])
    expect(everGrants(reader, { actions: ['s3:DeleteObject'] }, 'identity').verdict).toBe('none')
    expect(everGrants(reader, { actions: ['s3:Delete*'] }, 'identity').findings[0]?.actions).toContain('s3:DeleteObjectTagging')
    expect(everGrants(reader, { actions: ['s3:PutObject'], resources: ['arn:aws:s3:::other/*'] }, 'identity').verdict).toBe('none')
  })

  it('does it always allow what is needed', () => {
    const when = { StringEquals: { 'aws:PrincipalTag/team': 'x' } }
    const reader = side([allow('s3:GetObject', 'arn:aws:s3:::b/*', { Condition: when })])
    const scope = { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/in/*'] }
    expect(alwaysGrants(reader, scope, 'identity').verdict).toBe('new-access')
    expect(alwaysGrants(reader, { ...scope, when }, 'identity').verdict).toBe('none')
  })

  it('how do two policies relate', () => {
    const one = policy([allow('s3:Get*', '*')])
    const wide = policy([allow('s3:*', '*')])
    expect(comparePolicies(one, wide).relation).toBe('wider')
    expect(comparePolicies(wide, one).relation).toBe('narrower')
    expect(comparePolicies(one, policy([allow('iam:Get*', '*')])).relation).toBe('incomparable')
    expect(comparePolicies(one, policy([allow(['S3:GET*', 's3:GetObject'], '*')])).relation).toBe('equivalent')
  })

  it('which statements never change a decision', () => {
    const dead = deadStatements(
      policy([
        allow('s3:*', 'arn:aws:s3:::b/*'),
        allow('s3:GetObject', 'arn:aws:s3:::b/in/*'),
        { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::c/*' },
      ]),
    )
    expect(dead.map(({ index }) => index)).toEqual([1, 2])
  })

  it('who outside of the zone of trust can reach a bucket', () => {
    const bucket = (Principal: unknown, Condition?: object) =>
      policy([{ ...allow('s3:GetObject', 'arn:aws:s3:::b/*'), Principal, ...(Condition === undefined ? {} : { Condition }) }], 'bucket')
    const zone = { accounts: ['111122223333'], organizations: ['o-aaaaaaaaaa'] }
    const reach = (...args: Parameters<typeof bucket>) => outsideReach(bucket(...args), zone, 'bucket')
    expect(reach({ AWS: '111122223333' }).verdict).toBe('none')
    expect(reach('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-aaaaaaaaaa' } }).verdict).toBe('none')
    expect(reach({ AWS: 'arn:aws:iam::444455556666:role/r' }).findings[0]?.witness.principal).toBe('arn:aws:iam::444455556666:role/r')
    expect(reach('*').findings.length).toBeGreaterThan(0)
    expect(reach({ Service: 'cloudtrail.amazonaws.com' }).verdict).toBe('new-access')
    expect(reach({ Service: 'cloudtrail.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '111122223333' } }).verdict).toBe('none')
  })

  it('denying everybody outside but services leaves nobody else: a service always says that it is one', () => {
    const guarded = policy(
      [
        { ...allow('s3:GetObject', 'arn:aws:s3:::b/*'), Principal: '*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::b/*',
          Condition: {
            StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-aaaaaaaaaa' },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          },
        },
      ],
      'bucket',
    )
    const outside = outsideReach(guarded, { accounts: [], organizations: ['o-aaaaaaaaaa'], services: ['example.amazonaws.com'] }, 'bucket')
    expect(outside.findings.every(({ request }) => request.principal.type === 'service')).toBe(true)
  })

  it('the proposal of least privilege allows what is needed, nothing more, and AWS takes it', () => {
    const needs = [
      { action: 's3:GetObject', resource: 'arn:aws:s3:::b/in/*' },
      { action: 's3:GetObjectTagging', resource: 'arn:aws:s3:::b/in/*' },
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::b' },
    ]
    const proposal = leastPrivilege(needs)
    expect(refusePolicy(JSON.stringify(proposal), 'identity')).toBeUndefined()
    const exact = policy(needs.map(({ action, resource }) => allow(action, resource)))
    expect(comparePolicies(parsed(proposal), exact).relation).toBe('equivalent')
    expect(newAccess(parsed(proposal), policy([allow('s3:*', 'arn:aws:s3:::b/in/*')])).verdict).toBe('new-access')
  })
})
