import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { accessSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { formatAddress } from '../../src/base/cidr.ts'
import type { Observation } from '../../src/connectors/observation.ts'
import { zookeeper } from '../../src/connectors/zookeeper.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { everyFault, injectFault } from '../../src/faults/every-fault.ts'
import type { ServerSetUp } from '../../src/faults/server-set-up.ts'
import { detectKernel, type Kernel, kernelPath } from '../../src/listeners/kernel.ts'
import { KernelNetwork } from '../../src/listeners/kernel-network.ts'
import { compileNetwork } from '../../src/network/compile-network.ts'
import { type MemberListener, membersOf, modeOf, peerCalls, portOf, standingOf } from '../../src/network/ensemble.ts'
import type { Flow } from '../../src/network/flow.ts'
import type { Network } from '../../src/network/network.ts'
import { Ruleset } from '../../src/nftables/ruleset.ts'
import { wayOf } from '../../src/nftables/way.ts'
import { loadShippedServer } from '../shipped-servers.ts'

// Three real members of ZooKeeper behind the rules of the shipped fixture: who serves is what the model says, while rules cut members off and let
// them come back.

const detected = detectKernel()
const has = (file: string): boolean => {
  try {
    accessSync(file)
    return true
  } catch {
    return false
  }
}
const missing = !detected.ok
  ? detected.error
  : !has('/usr/share/java/zookeeper.jar') || !has('/usr/bin/java')
    ? 'Debian’s `zookeeper` is not installed'
    : process.getuid?.() === 0
      ? undefined
      : 'only root can start members as users of their own in the namespace'
if (missing !== undefined) console.log(`no ZooKeeper behind the kernel here: ${missing}`)

/** Routes by user are for the user namespace that owns the network's: root's own. */
const ownNamespace: Kernel = { command: ['unshare', '-n'], how: 'root' }

const folder = mkdtempSync(join(tmpdir(), 'sallyport-zk-'))
const processes: ChildProcess[] = []
afterAll(async () => {
  await Promise.all(
    processes.map(async (child) => {
      if (child.exitCode !== null) return
      child.kill('SIGKILL')
      await new Promise((done) => child.once('exit', done))
    }),
  )
  rmSync(folder, { recursive: true, force: true })
})

const healthy = await loadShippedServer('product-ensemble')

function broken(id: string): ServerSetUp {
  const fault = everyFault.find((each) => each.id === id)
  const setUp = fault && injectFault(fault, healthy)
  if (setUp === undefined) throw new Error(id)
  return setUp as ServerSetUp
}

const networkIn = ({ fixture: { network } }: ServerSetUp): Network => network as Network

describe.skipIf(missing !== undefined)('three real members of ZooKeeper behind the kernel', () => {
  it('serve as the model says while one and two of them are cut off and come back', { timeout: 500_000 }, async () => {
    const program = resolve(import.meta.dirname, '../../dist/listeners/namespace/namespace-main.js')
    const kernel = await KernelNetwork.open(ownNamespace, networkIn(healthy), { servers: false, program })
    try {
      enforce(kernel, networkIn(healthy))
      startMembers(kernel, networkIn(healthy))
      const says: Record<string, readonly string[]> = {}
      for (const [name, setUp] of [
        ['healthy', healthy],
        ['one cut', broken('zookeeper-member-cut')],
        ['two cut', broken('zookeeper-quorum-lost')],
        ['one back', broken('zookeeper-member-cut')],
        ['all back', healthy],
      ] as const) {
        enforce(kernel, networkIn(setUp))
        const observations = await settle(kernel, networkIn(setUp))
        const circumstances = { now: new Date(), sourceIp: '127.0.0.1' }
        says[name] = diagnose({ ...setUp, observations, circumstances }).problems.map((problem) => problem.says)
      }
      const cut = ['`zk-1` cannot speak with the other members: the ensemble has a quorum of 2 of 3 members, `zk-3` leads.']
      const lost = ['`zk-1` and `zk-2` cannot speak with the other members: the ensemble has no quorum, which takes 2 of 3 members.']
      expect(says).toEqual({ healthy: [], 'one cut': cut, 'two cut': lost, 'one back': cut, 'all back': [] })
    } finally {
      await kernel.close()
    }
  })
})

const inNamespace = ({ pid }: KernelNetwork, program: string, args: readonly string[], input = ''): void => {
  execFileSync('nsenter', ['--net', '-t', String(pid), '--', program, ...args], {
    input,
    env: { PATH: kernelPath },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
}

/** All rules at once, in the place of those before: connections that live on meet the new ones. */
function enforce(kernel: KernelNetwork, network: Network): void {
  const compiled = compileNetwork(network)
  const ruleset = new Ruleset(compiled)
  const ways = flowsIn(network).flatMap((flow) => {
    const way = wayOf(compiled, flow)
    return way.ok ? [way.value] : []
  })
  const commands = [...ruleset.opening(), ...ways.flatMap((way) => ruleset.forWay(way))]
  inNamespace(kernel, 'nft', ['-f', '-'], ['delete table inet sallyport', ...commands, ''].join('\n'))
}

const members = (network: Network): readonly MemberListener[] => membersOf(network, 'catalog')

const addressOf = (network: Network, { networkInterface }: MemberListener): string => {
  const address = network.networkInterfaces.get(networkInterface)?.privateIps[0]?.address
  if (address === undefined) throw new Error(networkInterface)
  return formatAddress(address)
}

/** The calls of members to each other, and of the application to each. */
const flowsIn = (network: Network): readonly Flow[] => [
  ...peerCalls(members(network)).map(
    (call): Flow => ({
      source: { type: 'networkInterface', networkInterface: call.from.networkInterface },
      destination: { type: 'networkInterface', networkInterface: call.to.networkInterface },
      traffic: { protocol: 'tcp', port: portOf(call.to, call.port) },
    }),
  ),
  ...members(network).flatMap(({ networkInterface, port }) =>
    ['app-1', 'app-2', 'cluster-1', 'cluster-2'].map(
      (source): Flow => ({
        source: { type: 'networkInterface', networkInterface: source },
        destination: { type: 'networkInterface', networkInterface },
        traffic: { protocol: 'tcp', port },
      }),
    ),
  ),
]

/** Members share one namespace and do not choose where their calls come from: each is a user of its own, whose routes have its address as their source. */
function startMembers(kernel: KernelNetwork, network: Network): void {
  const all = members(network)
  const ip = (text: string): void => inNamespace(kernel, 'ip', text.split(' '))
  const user = ({ member: { id } }: MemberListener): number => 64_000 + id
  for (const each of all) ip(`address replace ${addressOf(network, each)}/32 dev lo`)
  ip('rule add priority 100 lookup local')
  for (const one of all) {
    ip(`rule add priority ${one.member.id} uidrange ${user(one)}-${user(one)} lookup ${100 + one.member.id}`)
    for (const other of all)
      if (other !== one)
        ip(`route add local ${addressOf(network, other)} dev lo table ${100 + one.member.id} src ${addressOf(network, one)}`)
  }
  ip('rule delete priority 0 lookup local')
  for (const each of all) processes.push(startMember(kernel, network, each, user(each)))
}

function startMember({ pid }: KernelNetwork, network: Network, member: MemberListener, user: number): ChildProcess {
  const home = join(folder, member.name)
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'myid'), String(member.member.id))
  const ensemble = members(network).map(
    (each) => `server.${each.member.id}=${addressOf(network, each)}:${portOf(each, 'quorum')}:${portOf(each, 'election')}`,
  )
  const settings = ['tickTime=500', 'initLimit=20', 'syncLimit=4', 'admin.enableServer=false', `dataDir=${home}`, 'clientPort=2181']
  writeFileSync(join(home, 'zoo.cfg'), [...settings, `clientPortAddress=${addressOf(network, member)}`, ...ensemble, ''].join('\n'))
  execFileSync('chown', ['-R', `${user}:${user}`, home])
  execFileSync('chmod', ['755', folder])
  const java = [
    'java',
    '-Xmx96m',
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-cp',
    '/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar',
  ]
  const main = ['org.apache.zookeeper.server.quorum.QuorumPeerMain', join(home, 'zoo.cfg')]
  const as = ['setpriv', '--reuid', String(user), '--regid', String(user), '--clear-groups']
  return spawn('nsenter', ['--net', '-t', String(pid), '--', ...as, ...java, ...main], { stdio: 'ignore' })
}

/** Probes with the connector until members say what the model says, or for so long that they never will. */
async function settle(kernel: KernelNetwork, network: Network): Promise<readonly Observation[]> {
  const standing = standingOf(network, 'catalog')
  const expected = standing.members.map((each) => modeOf(standing, each) ?? 'not serving')
  const until = Date.now() + 100_000
  for (;;) {
    const observations = await zookeeper.probe(healthy.connection, {
      resolve: (host) => kernel.resolve(host),
      connect: (host, port, from) => kernel.connect(host, port, from),
      timeoutMs: 5000,
      bannerMs: 20,
      silenceMs: 1500,
    })
    const said = observations.find(({ step }) => step === 'zk.members')?.facts ?? {}
    const modes = standing.members.map(({ host = '' }) => said[host] ?? 'not reached')
    if (modes.join() === expected.join()) return observations
    if (Date.now() > until) {
      expect(modes).toEqual(expected)
      return observations
    }
    await new Promise((done) => setTimeout(done, 250))
  }
}
