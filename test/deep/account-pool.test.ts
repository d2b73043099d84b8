import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Accounts, customerThere, openAccounts, partnerThere, settingsText, thingsIn, vendorThere } from '../support/accounts.ts'
import { runCli } from '../support/run-cli.ts'

const others = ['444433332222', '888899990000']
const bucket = 'sallyport-leases-night'
/** A second set of accounts, and a pool of both. */
const settings = `${settingsText.replace('allowedAccounts: [', `allowedAccounts: ["${others.join('", "')}", `).replace(
  '  locked:',
  `  second:
    kind: endpoint
    url: $URL
    plainUrl: $PLAIN
    readOnly: false
    regions: [us-east-1, eu-west-1]
    accounts:
      vendor: { id: "${others[0]}", profile: "${others[0]}" }
      customer: { id: "${others[1]}", profile: "${others[1]}" }
    window: { seconds: 5, stableSeconds: 0 }
  locked:`,
)}pools:
  nightly: { targets: [night, second], waitMinutes: 3 }
  only: { targets: [second], waitMinutes: 1 }
leases: { bucket: ${bucket}, target: night, account: vendor, termSeconds: 4 }
`

let accounts: Accounts
beforeAll(async () => {
  accounts = await openAccounts({ settings, others, log: true })
  await accounts.s3(vendorThere).createBucket({ Bucket: bucket })
  write('nightly')
})
afterAll(() => accounts.sandbox.close())

function write(pool: string): void {
  const scenario = relative(accounts.folder, resolve('scenarios/s3-input.yaml'))
  const faults = '[list-action-missing, get-object-action-missing, object-arn-missing-wildcard]'
  writeFileSync(join(accounts.folder, 'sweep.yaml'), `scenarios: [${scenario}]\nfaults: ${faults}\ntargets: [${pool}]\n`)
}

const options = () => ({ cwd: accounts.folder, env: { ...process.env, ...accounts.env } })
const shard = (part: string) =>
  runCli(['sweep', '--shard', part, '--name', 'tonight', '--out', `${part.replace('/', 'of')}.ndjson`], options())

/** The runs that wrote to an account, in the order of their writes. */
function runsIn(set: readonly string[]): readonly string[] {
  const found = accounts.calls
    .filter(({ request }) => set.includes(String(request.resourceAccount)))
    .map(({ request }) => /sallyport-([0-9a-z]{10})-|\/sallyport\/([0-9a-z]{10})\//.exec(JSON.stringify(request)))
    .map((match) => match?.[1] ?? match?.[2])
    .filter((run) => run !== undefined)
  return found.filter((run, index) => run !== found[index - 1])
}

describe('a pool of accounts', { timeout: 240_000 }, () => {
  it('gives each of three shards at once accounts that no other has meanwhile', async () => {
    const done = await Promise.all(['1/3', '2/3', '3/3'].map(shard))
    for (const { code, stdout, stderr } of done)
      expect([code, stdout], stderr).toEqual([0, expect.stringContaining('1 as expected, 0 not')])
    const sets = [[vendorThere, customerThere, partnerThere], others].map(runsIn)
    // Two began at once, so both sets were used; a run whose calls come in two pieces would have shared its accounts.
    expect(sets.map((runs) => runs.length > 0)).toEqual([true, true])
    for (const runs of sets) expect(runs).toEqual([...new Set(runs)])
    expect(new Set(sets.flat()).size).toBe(3)
    const merged = await runCli(['merge', '1of3.ndjson', '2of3.ndjson', '3of3.ndjson'], options())
    expect([merged.code, merged.stdout]).toEqual([0, expect.stringContaining('3 cases: 3 as expected')])
    expect(await thingsIn(accounts)).toEqual([bucket])
  })

  it('lets another shard have the accounts of one that was killed, once its lease is silent for its term', async () => {
    write('only')
    const killed = spawn(process.execPath, [resolve('dist/cli/main.js'), 'sweep', '--out', 'killed.ndjson'], {
      ...options(),
      stdio: 'ignore',
    })
    while (killed.exitCode === null && !(await isHeld(others[0] ?? ''))) await new Promise((done) => setTimeout(done, 50))
    expect(killed.exitCode).toBeNull()
    killed.kill('SIGKILL')
    const { code, stdout, stderr } = await shard('1/1')
    expect([code, stdout], stderr).toEqual([0, expect.stringContaining('3 cases: 3 as expected')])
    expect(stderr).toContain('all targets of the pool `only` are taken; waiting')
    expect(readFileSync(join(accounts.folder, '1of1.ndjson'), 'utf8')).toContain('@ only/us-east-1')
    expect(await isHeld(others[0] ?? '')).toBe(false)
  })
})

async function isHeld(account: string): Promise<boolean> {
  try {
    const { Body } = await accounts.s3(vendorThere).getObject({ Bucket: bucket, Key: `leases/${account}.json` })
    return ((await Body?.transformToString()) ?? '').includes('holder')
  } catch {
    return false
  }
}
