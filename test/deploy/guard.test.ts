import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import { Fence } from '../../src/deploy/fence.ts'
import { guard, type Intent, targetOf } from '../../src/deploy/guard.ts'
import { placeFixture } from '../../src/deploy/place-fixture.ts'
import { newRun } from '../../src/deploy/run.ts'
import type { Target } from '../../src/deploy/target.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { parseSettings } from '../../src/settings/parse-settings.ts'
import { loadShipped } from '../shipped.ts'
import { type Accounts, customerThere, openAccounts, settingsText, thingsIn, vendorThere, writesOf } from '../support/accounts.ts'

let accounts: Accounts
let fixture: Fixture

beforeAll(async () => {
  accounts = await openAccounts({ log: true })
  fixture = (await loadShipped('s3-data-lake')).fixture
})
afterAll(() => accounts.sandbox.close())

const intentOf = (resources = 20): Intent => ({
  accounts: new Map([...fixture.accounts.values()].map(({ name, at }) => [name, at])),
  regions: new Map([...fixture.buckets.values()].map(({ region, at }) => [region, at])),
  resources,
})

/** Everything that a command does up to the first write, and the writing. */
async function attempt(text: string, intent = intentOf()): Promise<readonly string[]> {
  const settings = parseSettings(
    text.replace('$URL', accounts.sandbox.endpoint).replace('$PLAIN', accounts.sandbox.plainEndpoint),
    's.yaml',
  )
  if (!settings.ok) throw new Error(settings.error.map(({ message }) => message).join('\n'))
  const chosen = settings.value.targets.get('night')
  if (chosen === undefined) throw new Error('no target')
  const reading: Target = { ...targetOf(chosen, 5000), accounts: accounts.credentials }
  const run = newRun(new Date(), 0.5, 60)
  const permit = await guard(
    { settings: chosen, allowed: settings.value.allowedAccounts, target: reading, intent },
    { run, now: () => new Date() },
  )
  const target = permit.ok ? { ...reading, permit: permit.value } : reading
  const ids = new Map([...fixture.accounts.values()].map(({ id, name }) => [id, chosen.accounts.get(name)?.id ?? id]))
  const placed = placeFixture(fixture, { run: run.id, unit: 0, accounts: ids, keys: new Set(fixture.keys.keys()) })
  if (!placed.ok) throw new Error(placed.error)
  const deployed = await deploy(placed.value, target)
  if (deployed.ok) await tearDown(deployed.value)
  const refusals = deployed.ok ? [] : deployed.error.refusals.map(({ code }) => code)
  return permit.ok ? refusals : [...permit.error.map(({ code }) => code), ...new Set(refusals)]
}

describe('a target that fails the guard gets no write at all', () => {
  beforeEach(() => {
    expect(writesOf(accounts)).toEqual([])
  })

  it.each([
    ['is read-only', settingsText.replace('readOnly: false', 'readOnly: true'), 'guard/read-only'],
    ['says nothing of writing', settingsText.replace('    readOnly: false\n', ''), 'guard/read-only'],
    ['has an account that is not allowed', settingsText.replace(`["${vendorThere}", `, '['), 'guard/not-allowed'],
    ['has no account of that name', settingsText.replace('customer: {', 'client: {'), 'guard/no-account'],
    ['has other regions', settingsText.replace('[us-east-1, eu-west-1]', '[eu-west-1]'), 'guard/region'],
    ['has another boundary', settingsText.replace('    window', '    boundary: Other\n    window'), 'guard/no-boundary'],
    ['has a low ceiling', settingsText.replace('resources: 2000', 'resources: 5'), 'guard/ceiling'],
  ])('because it %s', async (_, text, code) => {
    expect(await attempt(text)).toContain(code)
    expect(writesOf(accounts)).toEqual([])
  })

  it('because the credentials belong to another account', async () => {
    const other = settingsText.replaceAll(customerThere, '999900001111')
    const swapped = {
      ...accounts,
      credentials: new Map([...accounts.credentials, ['999900001111', [...accounts.credentials.values()][0]]]),
    }
    const before = accounts
    accounts = swapped as Accounts
    expect(await attempt(other)).toContain('guard/other-account')
    accounts = before
    expect(writesOf(accounts)).toEqual([])
  })
})

describe('a guarded target', () => {
  it('is production when its alias says so', async () => {
    await accounts.iam(customerThere).createAccountAlias({ AccountAlias: 'acme-production' })
    const before = writesOf(accounts).length
    expect(await attempt(settingsText)).toContain('guard/production')
    expect(writesOf(accounts)).toHaveLength(before)
    await accounts.iam(customerThere).deleteAccountAlias({ AccountAlias: 'acme-production' })
  })

  it('gets what carries the run: path, prefix, tags and boundary, and nothing is left of it', async () => {
    expect(await attempt(settingsText)).toEqual([])
    const created = accounts.calls.filter(({ call, request }) => call.operation === 'CreateRole' && request.action === 'iam:CreateRole')
    for (const { request } of created) {
      expect(request.resource).toMatch(/:role\/sallyport\/[0-9a-z]{10}\/sallyport-[0-9a-z]{10}-00-/)
      expect(JSON.stringify([...request.context])).toMatch(/SallyportBoundary/)
      expect(JSON.stringify([...request.context])).toMatch(/sallyport:run/i)
    }
    expect(created.length).toBeGreaterThan(0)
    expect(await thingsIn(accounts)).toEqual([])
  })

  it('stops at its ceiling, and cleans up', async () => {
    expect(await attempt(settingsText.replace('resources: 2000', 'resources: 3'), intentOf(3))).toContain('CeilingReached')
    expect(await thingsIn(accounts)).toEqual([])
  })
})

describe('the fence', () => {
  const fence = new Fence()
  fence.runs.add('tgx1q2ab3c')
  fence.keys.add('k-1')
  const name = 'sallyport-tgx1q2ab3c-00-Reader'
  it.each([
    ['GetRole', { RoleName: 'Admin' }],
    ['DeleteRole', { RoleName: name }],
    ['CreateRole', { RoleName: name, Path: '/sallyport/tgx1q2ab3c/' }],
    ['AttachRolePolicy', { RoleName: name, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    ['DeletePolicy', { PolicyArn: 'arn:aws:iam::111122223333:policy/sallyport/tgx1q2ab3c/x' }],
    ['CreateAlias', { AliasName: `alias/${name}`, TargetKeyId: 'k-1' }],
    ['CreateKey', { Tags: [{ TagKey: 'sallyport:run', TagValue: 'tgx1q2ab3c' }] }],
  ])('lets %s of %j through', (operation, input) => {
    expect(fence.refuse(operation, input)).toBeUndefined()
  })

  it.each([
    ['DeleteRole', { RoleName: 'Admin' }],
    ['DeleteRole', { RoleName: 'sallyport-tgx1q2ab3d-00-Reader' }],
    ['DeleteRole', { RoleName: 'my-sallyport-tgx1q2ab3c-00-Reader' }],
    ['CreateRole', { RoleName: name, Path: '/' }],
    ['AddUserToGroup', { UserName: name, GroupName: 'admins' }],
    ['DeletePolicy', { PolicyArn: 'arn:aws:iam::111122223333:policy/sallyport/SallyportBoundary' }],
    ['DeleteBucket', { Bucket: 'sallyport-museum' }],
    ['ScheduleKeyDeletion', { KeyId: 'k-2' }],
    ['CreateKey', {}],
    ['DeleteAccountAlias', { AccountAlias: 'acme' }],
    ['PutAccountPublicAccessBlock', {}],
  ])('holds %s of %j back', (operation, input) => {
    expect(fence.refuse(operation, input)).toBeDefined()
  })
})
