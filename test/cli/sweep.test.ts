import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Accounts, openAccounts, thingsIn } from '../support/accounts.ts'
import { replayRecorded } from '../support/replay-recorded.ts'
import { runCli } from '../support/run-cli.ts'

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts({ log: true })
})
afterAll(() => accounts.sandbox.close())

const cli = (...args: string[]) => runCli(args, { cwd: accounts.folder, env: { ...process.env, ...accounts.env } })

/** How often each operation was asked for, in the accounts themselves. */
function asked(): Readonly<Record<string, number>> {
  const requests = new Map(accounts.calls.map(({ call }) => [call.requestId, `${call.service}:${call.operation}`]))
  return count([...requests.values()].filter((name) => name !== 's3:HeadBucket'))
}

function count(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** All files that a sweep wrote: results, history, journals, answers. */
const everythingIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'credentials' && /\.\w+$/.test(name))
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => readFileSync(join(folder, name), 'utf8'))

/** Ids of access keys, and whatever has the length and the letters of their secrets. */
const secretsIn = (text: string): readonly string[] =>
  text.match(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}|(?<![\w/+])[A-Za-z0-9/+]{40}(?![\w/+])/g) ?? []

it('a sweep makes the calls of its plan, finds no drift, leaves nothing, and tells no secret', { timeout: 120_000 }, async () => {
  const scenario = relative(accounts.folder, resolve('scenarios/s3-input.yaml'))
  writeFileSync(
    join(accounts.folder, 'sweep.yaml'),
    `scenarios: [${scenario}]\nfaults: [list-action-missing]\ntargets: [night]\nregions: [eu-west-1]\n`,
  )
  const plan = await cli('sweep', '--plan', '--json')
  expect(plan.code, plan.stderr).toBe(0)
  expect(accounts.calls).toEqual([])
  const { calls, cost }: { calls: { service: string; operation: string }[]; cost: { calls: number; dollars: number } } = JSON.parse(
    plan.stdout,
  )
  expect(cost.calls).toBe(calls.length)
  const { code, stdout, stderr } = await cli('sweep', '--record', 'answers.jsonl', '--name', 'tonight')
  expect(stdout, stderr).toContain('1 cases: 1 as expected, 0 not, 0 without a verdict, 0 not run; 0 things left behind')
  expect(stdout).not.toContain('drift')
  expect(code).toBe(0)
  // What needs no permission or finds nothing is not in the log of decisions, nor is a service that the sandbox does not have.
  const planned = count(
    calls
      .map(({ service, operation }) => `${service}:${operation}`)
      .filter((name) => !/GetCallerIdentity|organizations:|HeadBucket/.test(name)),
  )
  expect(asked()).toEqual(planned)
  expect(await thingsIn(accounts)).toEqual([])
  expect(readFileSync(join(accounts.folder, 'answers.jsonl'), 'utf8')).toMatch(
    /"code":"AccessDenied","message":"User: arn:aws:sts::111122223333:/,
  )
  // What was recorded is what the sandbox says when it is asked again.
  expect(await replayRecorded(readFileSync(join(accounts.folder, 'answers.jsonl'), 'utf8'), accounts.folder)).toEqual([])
  expect(readFileSync(join(accounts.folder, '.sallyport/history.ndjson'), 'utf8')).toContain('"night":"tonight"')
  expect(secretsIn([plan.stdout, plan.stderr, stdout, stderr, ...everythingIn(accounts.folder)].join('\n'))).toEqual([])
})
