// Flows per second through the network model: 100 security groups of 50 rules each, on one core. Build first: npm run bench does.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseYaml } from '../dist/base/parse-yaml.js'
import { admits } from '../dist/network/admits.js'
import { openToWorld } from '../dist/network/open-to-world.js'
import { parseNetwork } from '../dist/network/parse-network.js'
import { reachableFrom } from '../dist/network/reachable-from.js'

const groups = 100
const rules = 50
const flows = 100_000

/** A small generator of its own, so that every run asks the same. */
function random(seed) {
  let state = seed
  return (below) => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state % below
  }
}

const next = random(1)
const octets = () => [11 + next(9), next(256), next(256), next(256)]
const port = () => 1000 + next(9000)

/** Who is let in where: a public address and a port for each group. */
const admitted = new Map()

function rule(group, index) {
  const from = port()
  if (index % 10 === 0) return `{ protocol: tcp, ports: ${from}, securityGroup: sg-${next(groups)} }`
  if (index % 10 === 1) return `{ protocol: tcp, ports: ${from}-${from + next(200)}, cidr: "2001:db8:${next(9999)}::/48" }`
  const address = octets()
  if (index % 7 !== 0) admitted.set(group, { address: address.reduce((value, part) => (value << 8n) | BigInt(part), 0n), port: from })
  return `{ protocol: ${index % 7 === 0 ? 'udp' : 'tcp'}, ports: ${from}-${from + next(50)}, cidr: ${address.join('.')}/${16 + next(17)} }`
}

function text() {
  const names = Array.from({ length: groups }, (_, index) => index)
  return `
vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
internetGateways: { igw: v }
routeTables: { public: { vpc: v, main: true, routes: { 0.0.0.0/0: igw } } }
networkAcls:
  acl:
    vpc: v
    default: true
    ingress: [ { ruleNumber: 90, ruleAction: deny, protocol: tcp, ports: 22, cidrBlock: 0.0.0.0/0 }, { ruleNumber: 100, ruleAction: allow, protocol: -1, cidrBlock: 0.0.0.0/0 } ]
    egress: [ { ruleNumber: 100, ruleAction: allow, protocol: tcp, ports: 1024-65535, cidrBlock: 0.0.0.0/0 } ]
subnets: { a: { vpc: v, cidrBlock: 10.0.0.0/20 }, b: { vpc: v, cidrBlock: 10.0.16.0/20 } }
securityGroups:
${names.map((name) => `  sg-${name}:\n    vpc: v\n    ingress:\n${Array.from({ length: rules }, (_, index) => `      - ${rule(name, index)}`).join('\n')}`).join('\n')}
networkInterfaces:
${names.map((name) => `  eni-${name}: { subnet: ${name % 2 === 0 ? 'a' : 'b'}, securityGroups: [${[0, 1, 2, 3, 4].map((offset) => `sg-${(name + offset) % groups}`).join(', ')}], publicIp: 203.0.113.${name + 1} }`).join('\n')}
`
}

const tree = parseYaml(text(), 'bench.yaml')
const parsed = tree.ok ? parseNetwork(tree.value) : tree
if (!parsed.ok) throw new Error(JSON.stringify(parsed.error[0]))
const network = parsed.value
/** A third between interfaces, a third from strangers, a third from who is let in. */
function flow(index) {
  const target = next(groups)
  const destination = { type: 'networkInterface', networkInterface: `eni-${target}` }
  const address = (value) => ({ type: 'address', address: { family: 'ipv4', value } })
  if (index % 3 === 0)
    return {
      source: { type: 'networkInterface', networkInterface: `eni-${next(groups)}` },
      destination,
      traffic: { protocol: 'tcp', port: port() },
    }
  if (index % 3 === 1)
    return { source: address(BigInt(0x0b000000 + next(0x09000000))), destination, traffic: { protocol: 'tcp', port: port() } }
  const known = admitted.get(target)
  return { source: address(known.address), destination, traffic: { protocol: 'tcp', port: known.port } }
}
const asked = Array.from({ length: flows }, (_, index) => flow(index))

for (const each of asked.slice(0, 20_000)) admits(network, each)
// In small pieces, each beside a yardstick: the best tell what one core does when it is left alone, and what a flow costs in yardsticks is the same
// however busy the machine is.
const pieces = []
const yardsticks = []
const block = Buffer.alloc(1024, 1)
const yardstick = () => createHash('sha256').update(block).digest()
for (let index = 0; index < 20_000; index += 1) yardstick()
let open = 0
for (let from = 20_000; from < flows; from += 50) {
  const piece = asked.slice(from, from + 50)
  const started = process.hrtime.bigint()
  for (const each of piece) if (admits(network, each).outcome !== 'closed') open += 1
  const between = process.hrtime.bigint()
  for (let index = 0; index < 50; index += 1) yardstick()
  pieces.push(Number(between - started) / 50)
  yardsticks.push(Number(process.hrtime.bigint() - between) / 50)
}
const ratios = pieces.map((piece, index) => piece / yardsticks[index]).sort((a, b) => a - b)
pieces.sort((a, b) => a - b)
yardsticks.sort((a, b) => a - b)
const perSecond = (share) => Math.round(1e9 / pieces[Math.floor(pieces.length * share)]).toLocaleString('en')
console.log(`${groups} groups of ${rules} rules, five on each interface; ${open} of ${flows - 20_000} flows open`)
console.log(`flows a second: ${perSecond(0.05)} in the best twentieth of the pieces, ${perSecond(0.5)} in the middle`)
console.log(
  `a flow takes ${ratios[Math.floor(ratios.length / 2)].toFixed(2)} of the time in which this core hashes a kibibyte (SHA-256): ${Math.round(1e9 / yardsticks[Math.floor(yardsticks.length * 0.05)]).toLocaleString('en')} a second at its best`,
)

const time = (what, run) => {
  const from = process.hrtime.bigint()
  const result = run()
  console.log(`${what}: ${(Number(process.hrtime.bigint() - from) / 1e6).toFixed(0)} ms, ${result.length} results`)
}
time('reachableFrom one interface', () => reachableFrom(network, { type: 'networkInterface', networkInterface: 'eni-0' }))
time('openToWorld', () => openToWorld(network))

const scenarios = ['postgres', 'postgres-tunnel', 'product-vpc', 'redshift', 'mysql', 'mongodb', 'sftp'].map(
  (name) => `scenarios/${name}.yaml`,
)
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))
const { stdout } = spawnSync(process.execPath, [program, 'test', ...scenarios, '--json'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 1 << 28,
})
const { counts, durationMs } = JSON.parse(stdout)
console.log(`cases of servers in a network: ${counts.passed} as expected in ${(durationMs / 1000).toFixed(1)} s, with the real clients`)
