import { describe, expect, it } from 'vitest'
import type { Principal } from '../../src/engine/request.ts'
import { type CallFacts, fillContext, type NetworkFacts, requestContext } from '../../src/engine/request-context.ts'
import { accountId } from './policies.ts'

const account = accountId('111122223333')
const session: Principal = {
  type: 'assumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/Reader/s1',
  roleArn: 'arn:aws:iam::111122223333:role/app/Reader',
  sessionName: 's1',
  account,
  roleId: 'AROAEXAMPLEREADER',
}
const user: Principal = { type: 'user', arn: 'arn:aws:iam::111122223333:user/data/Alice', account, id: 'AIDAEXAMPLEALICE' }
const nobody: Principal = { type: 'user', arn: 'arn:aws:iam::111122223333:user/Bob', account }
const now = new Date('2026-11-25T12:00:00.500Z')
const call: CallFacts = { service: 's3', region: 'eu-west-1', now }
const internet: NetworkFacts = { from: 'internet', sourceIp: '203.0.113.7', secureTransport: true }
const organization = { id: 'o-a1b2c3d4e5', path: 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/' }

describe('requestContext', () => {
  it('gives a role session the ARN of its role, with the path, and no user name', () => {
    const context = requestContext({ principal: session, credentials: { issuedAt: now } }, internet, call)
    expect(context.get('aws:principalarn')).toEqual(['arn:aws:iam::111122223333:role/app/Reader'])
    expect(context.get('aws:userid')).toEqual(['AROAEXAMPLEREADER:s1'])
    expect(context.has('aws:username')).toBe(false)
  })

  it('gives a user its name without the path', () => {
    expect(requestContext({ principal: user }, internet, call).get('aws:username')).toEqual(['Alice'])
  })

  it('tells long-term keys from temporary credentials without MFA', () => {
    const temporary = requestContext({ principal: session, credentials: { issuedAt: now } }, internet, call)
    expect(temporary.get('aws:multifactorauthpresent')).toEqual(['false'])
    expect(temporary.has('aws:multifactorauthage')).toBe(false)
    const longTerm = requestContext({ principal: user }, internet, call)
    expect(longTerm.has('aws:multifactorauthpresent')).toBe(false)
    expect(longTerm.has('aws:tokenissuetime')).toBe(false)
  })

  it('has no source address through a VPC endpoint', () => {
    const endpoint: NetworkFacts = {
      from: 'vpcEndpoint',
      vpc: 'vpc-1',
      vpcEndpoint: 'vpce-1',
      vpcSourceIp: '10.0.0.5',
      secureTransport: true,
    }
    const context = requestContext({ principal: session }, endpoint, call)
    expect(context.has('aws:sourceip')).toBe(false)
    expect(context.get('aws:sourcevpce')).toEqual(['vpce-1'])
    expect(context.get('aws:vpcsourceip')).toEqual(['10.0.0.5'])
  })

  it('session tags override the tags of the role, ignoring case', () => {
    const caller = { principal: session, tags: new Map([['Team', 'a']]), sessionTags: new Map([['team', 'b']]) }
    expect(requestContext(caller, internet, call).get('aws:principaltag/team')).toEqual(['b'])
  })

  it('knows an anonymous caller only by its account', () => {
    const context = requestContext({ principal: { type: 'anonymous' }, organization }, internet, call)
    expect(context.get('aws:principalaccount')).toEqual(['anonymous'])
    for (const key of ['aws:principalarn', 'aws:principalorgid', 'aws:userid', 'aws:username']) expect(context.has(key)).toBe(false)
  })

  it('a service principal belongs to no organization', () => {
    const context = requestContext({ principal: { type: 'service', service: 's3.amazonaws.com' }, organization }, internet, call)
    expect(context.has('aws:principalorgid')).toBe(false)
    expect(context.get('aws:principalisawsservice')).toEqual(['true'])
  })

  it('a service that calls in the caller name hides the address', () => {
    const context = requestContext({ principal: user }, internet, { ...call, calledVia: ['athena.amazonaws.com', 's3.amazonaws.com'] })
    expect(context.has('aws:sourceip')).toBe(false)
    expect(context.get('aws:viaawsservice')).toEqual(['true'])
    expect(context.get('aws:calledvia')).toEqual(['athena.amazonaws.com'])
  })

  it('global services are in us-east-1', () => {
    expect(requestContext({ principal: user }, internet, { ...call, service: 'iam' }).get('aws:requestedregion')).toEqual(['us-east-1'])
  })

  it('time comes in both forms', () => {
    const context = requestContext({ principal: user }, internet, call)
    expect(context.get('aws:currenttime')).toEqual(['2026-11-25T12:00:00Z'])
    expect(context.get('aws:epochtime')).toEqual([String(Date.parse('2026-11-25T12:00:00Z') / 1000)])
  })
})

describe('fillContext', () => {
  it('lists what it had to assume', () => {
    const { assumed } = fillContext({ caller: { principal: nobody }, call: { service: 's3', now } })
    expect(assumed).toEqual([
      { key: 'aws:RequestedRegion', value: 'us-east-1' },
      { key: 'aws:SourceIp' },
      { key: 'aws:SecureTransport', value: 'true' },
      { key: 'aws:userid' },
    ])
  })

  it('assumes nothing when all is given', () => {
    expect(fillContext({ caller: { principal: user }, network: internet, call }).assumed).toEqual([])
  })
})
