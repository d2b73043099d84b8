import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as fc from 'fast-check'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { formatAddress } from '../../src/base/cidr.ts'
import { detectKernel } from '../../src/listeners/kernel.ts'
import { KernelNetwork } from '../../src/listeners/kernel-network.ts'
import { admits } from '../../src/network/admits.ts'
import type { Network } from '../../src/network/network.ts'
import { networkOf } from '../network/networks.ts'

// A real PostgreSQL behind the rules: what the model lets through logs in with SCRAM, and the server sees the address that the model says.

const detected = detectKernel()
const home = '/usr/lib/postgresql'
const versions = (() => {
  try {
    return readdirSync(home)
  } catch {
    return []
  }
})()
const missing = !detected.ok
  ? detected.error
  : versions.length === 0
    ? 'Debian’s `postgresql` is not installed'
    : process.getuid?.() === 0
      ? undefined
      : 'only root can start PostgreSQL as another user in the namespace'
if (missing !== undefined) console.log(`no PostgreSQL behind the kernel here: ${missing}`)

const folder = mkdtempSync(join(tmpdir(), 'sallyport-pg-'))
let server: ChildProcess | undefined
afterAll(async () => {
  if (server !== undefined && server.exitCode === null) {
    server.kill('SIGINT')
    await new Promise((done) => server?.once('exit', done))
  }
  rmSync(folder, { recursive: true, force: true })
})

const clients = Array.from({ length: 16 }, (_, index) => `203.0.113.${index}`)
const anyBlock = fc.constantFrom('203.0.113.0/28', '203.0.113.4/30', '203.0.113.8/29', '203.0.113.1/32', '203.0.113.10/32')
const anyRules = fc.record({
  groups: fc.uniqueArray(fc.tuple(fc.constantFrom('5432', '5000-5431', '5432-6000'), anyBlock), {
    minLength: 1,
    maxLength: 4,
    selector: String,
  }),
  denies: fc.uniqueArray(anyBlock, { maxLength: 2 }),
})
type Rules = typeof anyRules extends fc.Arbitrary<infer T> ? T : never

const networkWith = ({ groups, denies }: Rules): Network =>
  networkOf(`
vpcs: { data: { cidrBlock: 10.1.0.0/16 } }
subnets: { db: { vpc: data, cidrBlock: 10.1.1.0/24, routeTable: public, networkAcl: db } }
internetGateways: { igw: data }
routeTables: { public: { vpc: data, routes: { 0.0.0.0/0: igw } } }
networkAcls:
  db:
    vpc: data
    ingress:
${denies.map((block, index) => `      - { ruleNumber: ${index + 1}, ruleAction: deny, protocol: tcp, ports: 5432, cidrBlock: ${block} }`).join('\n')}
      - { ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }
    egress: [{ ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 }]
securityGroups:
  db: { vpc: data, ingress: [${groups.map(([ports, cidr]) => `{ protocol: tcp, ports: ${ports}, cidr: ${cidr} }`).join(', ')}] }
networkInterfaces: { db-1: { subnet: db, privateIpAddress: 10.1.1.10, securityGroups: db, elasticIp: 198.51.100.20 } }
listeners: { db: { networkInterface: db-1, port: 5432, application: postgres } }
`)

describe.skipIf(missing !== undefined)('a real PostgreSQL behind the kernel', () => {
  it('is logged in to by exactly the addresses that the model lets through, and sees them', { timeout: 120_000 }, async () => {
    initialise()
    const seed = Number(process.env.FC_SEED ?? Date.now()) | 0
    let [admitted, dropped] = [0, 0]
    for (const rules of fc.sample(anyRules, { seed, numRuns: 4 })) {
      const network = networkWith(rules)
      const found = await logIn(network)
      for (const [client, seen] of found) {
        const destination = { type: 'listener', listener: 'db' } as const
        const source = { type: 'address', address: { family: 'ipv4', value: BigInt(0xcb007100 + Number(client.split('.')[3])) } } as const
        const { outcome, sourceAddress } = admits(network, { source, destination, traffic: { protocol: 'tcp', port: 5432 } })
        expect([client, seen, JSON.stringify(rules)]).toEqual([
          client,
          outcome === 'open' && sourceAddress !== undefined ? formatAddress(sourceAddress) : 'ETIMEDOUT',
          JSON.stringify(rules),
        ])
        if (outcome === 'open') admitted++
        else dropped++
      }
    }
    console.log(`PostgreSQL let ${admitted} of ${admitted + dropped} clients in, and the model agrees on each`)
    expect(Math.min(admitted, dropped)).toBeGreaterThan(0)
  })
})

const bin = (program: string): string => join(home, versions.at(-1) ?? '', 'bin', program)

function initialise(): void {
  const [data, password] = [join(folder, 'data'), join(folder, 'password')]
  writeFileSync(password, 'made-up-1\n')
  execFileSync('chown', ['-R', 'postgres', folder])
  const args = ['-D', data, '-U', 'loader', '-A', 'scram-sha-256', '--no-sync', `--pwfile=${password}`]
  execFileSync('runuser', ['-u', 'postgres', '--', bin('initdb'), ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  appendFileSync(join(data, 'pg_hba.conf'), 'host all all 0.0.0.0/0 scram-sha-256\n')
}

/** What each client sees of itself in the database, or the code of its error. */
async function logIn(network: Network): Promise<ReadonlyMap<string, string>> {
  if (!detected.ok) throw new Error(detected.error)
  const program = resolve(import.meta.dirname, '../../dist/listeners/namespace/namespace-main.js')
  const kernel = await KernelNetwork.open(detected.value, network, { servers: false, program })
  try {
    const address = ['ip', 'addr', 'replace', '10.1.1.10/32', 'dev', 'lo']
    execFileSync('nsenter', ['--net', '-t', String(kernel.pid), '--', ...address], { stdio: 'ignore' })
    await startServer(kernel.pid)
    const seen = await Promise.all(clients.map(async (client) => [client, await ask(kernel, client)] as const))
    return new Map(seen)
  } finally {
    server?.kill('SIGINT')
    if (server !== undefined) await new Promise((done) => server?.once('exit', done))
    await kernel.close()
  }
}

function startServer(pid: number): Promise<void> {
  const options = ['-D', join(folder, 'data'), '-h', '10.1.1.10', '-k', folder, '-c', 'fsync=off']
  const child = spawn('nsenter', [
    '--net',
    '-t',
    String(pid),
    '--',
    'setpriv',
    '--reuid',
    'postgres',
    '--regid',
    'postgres',
    '--clear-groups',
    bin('postgres'),
    ...options,
  ])
  server = child
  return new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`PostgreSQL ended with ${code}`)))
    let said = ''
    child.stderr.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      if (said.includes('ready to accept connections')) done()
    })
  })
}

async function ask(kernel: KernelNetwork, from: string): Promise<string> {
  try {
    const socket = await kernel.connect('198.51.100.20', 5432, from)
    const connected = Object.assign(socket, { connect: () => setImmediate(() => socket.emit('connect')) && socket })
    const client = new pg.Client({ user: 'loader', password: 'made-up-1', database: 'postgres', stream: () => connected })
    await client.connect()
    const { rows } = await client.query('SELECT host(inet_client_addr()) AS seen')
    await client.end()
    return String(rows[0]?.seen)
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
