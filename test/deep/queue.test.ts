import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSweepFile } from '../../src/sweep/sweep-record.ts'
import { type Accounts, openAccounts, thingsIn } from '../support/accounts.ts'
import { type RedisServer, startRedis } from '../support/redis.ts'
import { runCli } from '../support/run-cli.ts'

const absent = spawnSync('redis-server', ['--version']).error !== undefined
const skips = absent && process.env.CI === undefined
if (skips) console.warn('the tests of the queue are skipped: redis-server is not here')

const network = `network:
  vpcs: { product: { account: vendor, region: us-east-1, cidrBlock: 10.0.0.0/16 } }
  subnets: { a: { vpc: product, cidrBlock: 10.0.1.0/24, routeTable: public } }
  internetGateways: { igw: product }
  routeTables: { public: { vpc: product, routes: { 0.0.0.0/0: igw } } }
  securityGroups: { worker: { vpc: product } }
  networkInterfaces: { worker-1: { subnet: a, privateIpAddress: 10.0.1.10, publicIp: 198.51.100.7, securityGroups: worker } }
`
const connection =
  '{ iamRole: EtleapInput, externalId: dep-42, inputBucket: acme-exports, baseDirectory: daily, intermediateBucket: etl-transfer'
const faults = ['list-action-missing', 'get-object-action-missing', 'object-arn-missing-wildcard', 'list-on-object-arn']

const otherBuckets = (text: string): string => text.replaceAll('acme-exports', 'acme-vault').replaceAll('etl-transfer', 'etl-transfer-2')

let accounts: Accounts
let redis: RedisServer
const children: ChildProcess[] = []
const texts: string[] = []
beforeAll(async () => {
  if (skips) return
  ;[accounts, redis] = await Promise.all([openAccounts(), startRedis()])
  cpSync(resolve('policies/s3-input'), join(accounts.folder, 'fixture'), { recursive: true })
  cpSync(resolve('policies/s3-input'), join(accounts.folder, 'placed'), { recursive: true })
  for (const name of readdirSync(join(accounts.folder, 'placed'))) {
    const path = join(accounts.folder, 'placed', name)
    writeFileSync(path, otherBuckets(readFileSync(path, 'utf8')))
  }
  appendFileSync(join(accounts.folder, 'placed/fixture.yaml'), network)
  const scenario = (fixture: string, more: string, cases: string): string =>
    `fixture: ./${fixture}\nconnector: s3-input\nconnection: ${connection}${more} }\ncases:\n${cases}`
  const injected = faults.map((id) => `  ${id}: { inject: ${id}, expect: same }\n`).join('')
  writeFileSync(join(accounts.folder, 'plain.yaml'), scenario('fixture', '', injected))
  writeFileSync(
    join(accounts.folder, 'placed.yaml'),
    otherBuckets(scenario('placed', ', from: worker-1', '  works: { expect: healthy }\n')),
  )
  writeFileSync(join(accounts.folder, 'sweep.yaml'), 'scenarios: [plain.yaml, placed.yaml]\ntargets: [night]\n')
})
afterAll(async () => {
  for (const child of [...children, redis?.child]) child?.kill('SIGKILL')
  await accounts?.sandbox.close()
})

const options = () => ({ cwd: accounts.folder, env: { ...process.env, ...accounts.env, SALLYPORT_QUEUE: redis.url } })

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], { ...options(), stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let text = ''
  const at = texts.push('') - 1
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      texts[at] = text
    })
  return { child, ended: new Promise((done) => child.on('close', (code) => done({ code, text }))) }
}

/** Whether a process has begun to create something. */
function hasBegun({ child }: Started): boolean {
  const folder = join(accounts.folder, '.sallyport/journals')
  const journals = existsSync(folder) ? readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')) : []
  return journals.some((text) => text.includes(`"pid":${child.pid},`) && text.includes('"ahead"'))
}

async function until(isSo: () => boolean): Promise<void> {
  const last = Date.now() + 40_000
  while (!isSo() && Date.now() < last) await new Promise((done) => setTimeout(done, 20))
  expect(isSo(), texts.join('\n')).toBe(true)
}

const recordsOf = (file: string) => parseSweepFile(readFileSync(join(accounts.folder, file), 'utf8'))?.records ?? []

describe.skipIf(skips)('a sweep by way of a queue', { timeout: 120_000 }, () => {
  it('has every result once, though a worker is killed; each case was probed from its vantage', async () => {
    const workers = [start('worker'), start('worker')]
    const inside = start('worker', '--vantage', 'worker-1')
    const sweep = start('sweep', '--name', 'tonight', '--out', 'all.ndjson')
    const [first] = workers
    if (first === undefined) throw new Error('no worker')
    await until(() => hasBegun(first))
    first.child.kill('SIGKILL')
    const { code, text } = await sweep.ended
    expect(code, [text, ...texts].join('\n')).toBe(0)
    const records = recordsOf('all.ndjson')
    expect(records.map(({ title, verdict }) => `${title} ${verdict}`).toSorted()).toEqual(
      [...faults, 'works'].map((title) => `${title} passed`).toSorted(),
    )
    for (const { child } of [...workers, inside]) child.kill('SIGINT')
    const ends = await Promise.all([...workers, inside].map(({ ended }) => ended))
    expect(ends[2]?.text).toContain('ok    placed.yaml > works @ night/us-east-1')
    expect(ends[1]?.text).not.toContain('placed.yaml')
    expect([ends[1]?.code, ends[2]?.code]).toEqual([130, 130])

    const again = await runCli(['sweep', '--name', 'tonight', '--out', 'again.ndjson'], options())
    expect([again.code, again.stderr], 'nobody is there to run anything').toEqual([0, ''])
    expect(recordsOf('again.ndjson').toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(records.toSorted((a, b) => (a.id < b.id ? -1 : 1)))

    const secrets = [...accounts.credentials.values()].flatMap(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey])
    const queued = (await redis.texts()).join('\n')
    expect(queued).toContain('plain.yaml > list-action-missing')
    for (const secret of secrets) expect(queued).not.toContain(secret)
    expect(queued.match(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}|(?<![\w/+])[A-Za-z0-9/+]{40}(?![\w/+])/g)).toBeNull()

    const cleaned = await runCli(['clean', '--target', 'night'], options())
    expect(cleaned.code, cleaned.stdout).toBe(0)
    expect(await thingsIn(accounts)).toEqual([])
  })

  it('ends with a plain error and exit code 3 when the queue is lost, sweep and worker', async () => {
    const worker = start('worker')
    const sweep = start('sweep', '--name', 'lost', '--out', 'lost.ndjson')
    await until(() => hasBegun(worker))
    redis.child.kill('SIGKILL')
    const ends = await Promise.all([sweep.ended, worker.ended])
    for (const { code, text } of ends) {
      expect([code, text]).toEqual([3, expect.stringMatching(/sallyport: the queue at redis:\/\/127\.0\.0\.1:\d+ is gone: no answer\n/)])
      expect(text).not.toMatch(/ {4}at .*:\d+:\d+|ECONNREFUSED|a bug of ours/)
    }
    expect(recordsOf('lost.ndjson').length).toBe(5)
    expect(await thingsIn(accounts)).toEqual([])
  })
})
