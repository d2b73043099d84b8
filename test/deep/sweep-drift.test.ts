import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy } from '../../src/deploy/deploy.ts'
import { loadFixture } from '../../src/fixture/load.ts'
import { type Accounts, customerThere, openAccounts, thingsIn, vendorThere } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

let accounts: Accounts
/** The shipped set-up stands in the accounts under its own names, as somebody deployed it. */
beforeAll(async () => {
  accounts = await openAccounts()
  const folder = join(accounts.folder, 'standing')
  cpSync(resolve('policies/s3-input'), folder, { recursive: true })
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8')
    writeFileSync(join(folder, name), text.replaceAll('444455556666', vendorThere).replaceAll('111122223333', customerThere))
  }
  const fixture = await loadFixture(folder)
  if (!fixture.ok) throw new Error(JSON.stringify(fixture.error))
  const target = { kind: 'embedded', endpoint: accounts.sandbox.endpoint, accounts: accounts.credentials, timeoutMs: 10_000 } as const
  const deployed = await deploy(fixture.value, target)
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.error))
  const scenario = relative(accounts.folder, resolve('scenarios/s3-input.yaml'))
  writeFileSync(
    join(accounts.folder, 'sweep.yaml'),
    `scenarios: [${scenario}]\nfaults: [list-action-missing]\ntargets: [night]\ndrift: [night]\n`,
  )
})
afterAll(() => accounts.sandbox.close())

const cli = (...args: string[]) => runCli(args, { cwd: accounts.folder, env: { ...process.env, ...accounts.env } })

describe('a sweep with drift', { timeout: 120_000 }, () => {
  it('compares what stands in the accounts with its fixture, night after night', async () => {
    const before = await thingsIn(accounts)
    const plan = await cli('sweep', '--plan')
    expect(plan.stdout).toMatch(/iam:GetAccountAuthorizationDetails[\s\S]*2 cases would make/)
    const first = await cli('sweep', '--name', 'first')
    expect([first.code, first.stdout], first.stderr).toEqual([0, expect.stringContaining('2 cases: 2 as expected')])

    const opened = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::acme-exports/*' }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [opened] })
    await accounts.iam(customerThere).putRolePolicy({ RoleName: 'EtleapInput', PolicyName: 'by-hand', PolicyDocument })
    const second = await cli('sweep', '--name', 'second')
    expect(second.code, second.stderr).toBe(1)
    expect(second.stdout).toMatch(
      /DRIFT .*s3-input\/fixture\.yaml as it stands @ night\n {6}\+ role EtleapInput \(\S*fixture\.yaml:9:\d+\): s3:/,
    )
    const told = await cli('history')
    expect([told.code, told.stdout]).toEqual([1, expect.stringMatching(/new\n.*fixture\.yaml as it stands @ night: \+ role EtleapInput/)])
    expect(await thingsIn(accounts)).toEqual(before)
  })
})
