import { STS } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import type { Target } from '../../src/deploy/target.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { formatFixture } from '../../src/fixture/format-fixture.ts'
import { fixtureOf, trusting } from './fixture.ts'
import { allow, customer, openSandboxTarget, type SandboxTarget, vendor } from './sandbox-target.ts'

let sandbox: SandboxTarget
beforeAll(async () => {
  sandbox = await openSandboxTarget()
})
afterAll(() => sandbox.sandbox.close())

const documents = { 'assume.json': allow('sts:*', '*'), 'trust.json': trusting(`arn:aws:iam::${vendor}:root`) }
const accounts = (ofVendor: string, ofCustomer: string): Fixture =>
  fixtureOf(
    `description: d
accounts: { vendor: { id: "${vendor}", ${ofVendor} }, customer: { id: "${customer}", ${ofCustomer} } }
users:
  app: { account: vendor, policies: { assume: ./assume.json } }
roles:
  Reader: { account: customer, trust: ./trust.json }
`,
    documents,
  )
const inactive = 'stsInactiveRegions: [eu-west-1]'
const RoleArn = `arn:aws:iam::${customer}:role/Reader`

const outcomeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: Error) => `${error.name}: ${error.message}`,
  )

const refusal = (account: string): string =>
  `RegionDisabledException: STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`

/** What STS answers the user in two regions. Nothing of the set-up is left for the next one in the same sandbox. */
async function answers(fixture: Fixture, ask: (sts: STS) => Promise<unknown>): Promise<Readonly<Record<string, string>>> {
  const deployment = await sandbox.deployed(fixture)
  const [key] = deployment.accessKeys.get('app') ?? []
  const credentials = { accessKeyId: key?.accessKeyId ?? '', secretAccessKey: key?.secretAccessKey ?? '' }
  const stsIn = (region: string): STS => new STS({ region, endpoint: sandbox.sandbox.endpoint, credentials, maxAttempts: 1 })
  const there = await Promise.all(['eu-west-1', 'us-east-1'].map(async (region) => [region, await outcomeOf(ask(stsIn(region)))] as const))
  expect(await tearDown(deployment)).toEqual([])
  return Object.fromEntries(there)
}

describe('a region in which STS is deactivated', () => {
  it.each([
    ['AssumeRole for a role of the account', '', inactive, (sts: STS) => sts.assumeRole({ RoleArn, RoleSessionName: 'session' }), customer],
    ['GetSessionToken for a user of it', inactive, '', (sts: STS) => sts.getSessionToken(), vendor],
    ['GetFederationToken for a user of it', inactive, '', (sts: STS) => sts.getFederationToken({ Name: 'ana' }), vendor],
  ] as const)('refuses %s, and no other does', async (_, ofVendor, ofCustomer, ask, account) => {
    expect(await answers(accounts(ofVendor, ofCustomer), ask)).toEqual({ 'eu-west-1': refusal(account), 'us-east-1': 'ok' })
    expect(await answers(accounts('', ''), ask)).toEqual({ 'eu-west-1': 'ok', 'us-east-1': 'ok' })
  })

  it('minds nobody who asks for a role of another account, or who he is', async () => {
    const fixture = accounts(inactive, '')
    const assume = (sts: STS) => sts.assumeRole({ RoleArn, RoleSessionName: 'session' })
    expect(await answers(fixture, assume)).toEqual({ 'eu-west-1': 'ok', 'us-east-1': 'ok' })
    expect(await answers(fixture, (sts) => sts.getCallerIdentity())).toEqual({ 'eu-west-1': 'ok', 'us-east-1': 'ok' })
  })

  it('is not made anywhere but in the embedded sandbox', async () => {
    const target: Target = { ...sandbox.target, kind: 'endpoint' }
    const deployed = await deploy(accounts('', inactive), target)
    expect(deployed.ok ? [] : deployed.error.refusals.map(({ code }) => code)).toContain('EmbeddedOnly')
  })

  it('stands in the file that is written of a fixture', () => {
    const [file] = formatFixture(accounts('', inactive)).files
    expect(fixtureOf(file?.text ?? '', documents).accounts.get('customer')).toMatchObject({
      id: customer,
      stsInactiveRegions: ['eu-west-1'],
    })
  })
})

describe('the control endpoint', () => {
  it.each([
    ['an account that is not there', { account: '999900001111', inactive: [] }, 'sts-regions/unknown-account'],
    ['a region where STS is always active', { account: customer, inactive: ['us-east-1'] }, 'sts-regions/sts-region'],
    ['what it does not know', { account: customer, active: [] }, 'sts-regions/unknown-key'],
  ])('refuses %s', async (_, body, code) => {
    const answer = await fetch(`${sandbox.sandbox.controlUrl}/sts-regions`, { method: 'PUT', body: JSON.stringify(body) })
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(code)])
  })
})
