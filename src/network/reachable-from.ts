import type { Address, Family } from '../base/cidr.ts'
import { equals, type Interval, type IntervalSet, includes, intervalSet, subtract, union } from '../base/interval-set.ts'
import { compileNetwork } from './compile-network.ts'
import type { CompiledInterface, CompiledNetwork } from './compiled-network.ts'
import type { CompiledTraffic } from './compiled-traffic.ts'
import { evaluateFlow } from './evaluate-flow.ts'
import { matchesPeer } from './evaluate-security-groups.ts'
import type { FlowDestination } from './flow.ts'
import type { Network } from './network.ts'
import type { CompiledRule } from './rule-table.ts'
import { addressesOf, addressSegments, appliancesOf, bordersOf, chainOf, natAddresses, portSegments } from './segments.ts'
import type { PortRange } from './traffic.ts'

/** Sources that get through to the same ports: every address in the sets does, no other does with this outcome. */
export interface Reach {
  readonly protocol: 'tcp' | 'udp'
  readonly ports: PortRange
  /** `partial`: only from some of the source ports. */
  readonly outcome: 'open' | 'partial'
  readonly ipv4: IntervalSet
  readonly ipv6: IntervalSet
}

export interface ReachOptions {
  /** Both unless given; a listener has its own. */
  readonly protocols?: readonly ('tcp' | 'udp')[]
  /** Every port unless given; a listener has its own. */
  readonly ports?: PortRange
  readonly sourcePorts?: PortRange
}

/**
 * From where an interface or a listener can be reached. The answer is exact: rules, routes and gateways tell addresses apart only at the borders of
 * the blocks that they name, so one address between two borders speaks for all, and the same holds of ports.
 */
export function reachableFrom(
  network: Network,
  destination: FlowDestination & { readonly type: 'networkInterface' | 'listener' },
  options: ReachOptions = {},
): readonly Reach[] {
  const compiled = compileNetwork(network)
  const listener = destination.type === 'listener' ? network.listeners.get(destination.listener) : undefined
  const name = destination.type === 'networkInterface' ? destination.networkInterface : listener?.networkInterface
  const target = compiled.networkInterfaces.get(name ?? '')
  if (target === undefined) return []
  const protocols = listener === undefined ? (options.protocols ?? ['tcp', 'udp']) : [listener.protocol]
  const ports = listener === undefined ? (options.ports ?? { from: 0, to: 65535 }) : { from: listener.port, to: listener.port }
  return protocols.flatMap((protocol) => {
    const question = { network: compiled, target, protocol, sourcePorts: options.sourcePorts }
    return merge(protocol, answersOf(question, ports), ports)
  })
}

export interface Question {
  readonly network: CompiledNetwork
  readonly target: CompiledInterface
  readonly protocol: 'tcp' | 'udp'
  readonly sourcePorts: PortRange | undefined
}

/** Who reaches a segment of ports, among some of the sources. */
export interface Answer {
  readonly ports: PortRange
  readonly family: Family
  readonly open: IntervalSet
  readonly partial: IntervalSet
}

/** Who has an interface is asked one by one, with its own outbound rules; everybody else by the stretch of addresses. */
function answersOf(question: Question, ports: PortRange): readonly Answer[] {
  const residents = residentsOf(question.network)
  return (['ipv4', 'ipv6'] as const).flatMap((family) => [
    ...strangers(question, family, ports, () => true),
    ...[...residents[family]].flatMap(([value, interfaces]) => resident(question, { family, value }, interfaces, ports)),
  ])
}

type Residents = Readonly<Record<Family, ReadonlyMap<bigint, readonly CompiledInterface[]>>>

const known = new WeakMap<CompiledNetwork, Residents>()

/** Who has which address; VPCs that nothing joins may have the same ones. */
function residentsOf(network: CompiledNetwork): Residents {
  const before = known.get(network)
  if (before !== undefined) return before
  const residents = { ipv4: new Map<bigint, CompiledInterface[]>(), ipv6: new Map<bigint, CompiledInterface[]>() }
  for (const each of network.networkInterfaces.values()) {
    for (const { family, value } of addressesOf(each)) {
      const others = residents[family].get(value)
      if (others === undefined) residents[family].set(value, [each])
      else others.push(each)
    }
  }
  known.set(network, residents)
  return residents
}

const numberOf = (protocol: 'tcp' | 'udp'): number => (protocol === 'tcp' ? 6 : 17)

/** The rules that tell ports apart on the way to the target, besides those of its groups. */
function commonTraffic({ network }: Question): readonly CompiledTraffic[] {
  const acls = [...network.subnets.values()].flatMap(({ ingress, egress }) => [...ingress, ...egress].map(({ traffic }) => traffic))
  const balancers = [...network.network.loadBalancers.values()].flatMap(({ listeners }) =>
    listeners.map(({ protocol, port }): CompiledTraffic => ({ protocol: numberOf(protocol), low: port, high: port, code: -1 })),
  )
  const appliances = appliancesOf(network)
  const forwarded = [...rulesOf(appliances, 'ingress'), ...rulesOf(appliances, 'egress')].map(({ traffic }) => traffic)
  return [...acls, ...balancers, ...forwarded]
}

/** The sources without an interface, of those stretches of addresses that are wanted. */
export function strangers(question: Question, family: Family, ports: PortRange, wanted: (stretch: Interval) => boolean): readonly Answer[] {
  const { network, target, protocol } = question
  const borders = bordersOf(network, family)
  // What stands behind a load balancer is asked at another port, and appliances are asked on both sides: all of their rules count.
  const appliances = appliancesOf(network)
  const behind = [...rulesOf([...chainOf(network, target).slice(1), ...appliances], 'ingress'), ...rulesOf(appliances, 'egress')]
  const own = rulesOf([target], 'ingress')
  const asked = new Map<string, Pick<Answer, 'open' | 'partial'>>()
  const taken = residentsOf(network)[family]
  const rules = [...commonTraffic(question), ...own.map(({ traffic }) => traffic)]
  return portSegments(rules, numberOf(protocol), ports).map((segment) => {
    const concerned = own.filter(({ traffic }) => concerns(traffic, numberOf(protocol), segment))
    const key = signature(rules, numberOf(protocol), segment)
    const before = asked.get(key)
    if (before !== undefined) return { ports: segment, family, ...before }
    const named = [...concerned, ...behind].flatMap(({ peers }) => peers[family])
    const answer = ask(question, family, addressSegments([...named, ...borders], family).filter(wanted), segment.from, taken)
    asked.set(key, answer)
    return { ports: segment, family, ...answer }
  })
}

const concerns = ({ protocol, low, high }: CompiledTraffic, number: number, { from, to }: PortRange): boolean =>
  protocol === -1 || (protocol === number && low <= from && to <= high)

/** Which rules the ports of a segment meet: segments with the same ones fare alike. */
const signature = (rules: readonly CompiledTraffic[], number: number, segment: PortRange): string =>
  rules.map((traffic) => (concerns(traffic, number, segment) ? 1 : 0)).join('')

/** Each stretch by its first address that nobody has; those that somebody has are not part of the answer. */
function ask(
  { network, target, protocol, sourcePorts }: Question,
  family: Family,
  stretches: readonly Interval[],
  port: number,
  taken: ReadonlyMap<bigint, unknown>,
): Pick<Answer, 'open' | 'partial'> {
  const found: Record<'open' | 'partial', Interval[]> = { open: [], partial: [] }
  for (const stretch of stretches) {
    let value = stretch.first
    while (taken.has(value)) value++
    if (value > stretch.last) continue
    const { outcome } = evaluateFlow(network, {
      source: { type: 'address', address: { family, value } },
      destination: { type: 'networkInterface', networkInterface: target.networkInterface.name },
      traffic: { protocol, port },
      ...(sourcePorts === undefined ? {} : { sourcePorts }),
    })
    if (outcome !== 'closed') found[outcome].push(stretch)
  }
  const others = (intervals: readonly Interval[]): IntervalSet => without(intervalSet(intervals), taken)
  return { open: others(found.open), partial: others(found.partial) }
}

function without(set: IntervalSet, taken: ReadonlyMap<bigint, unknown>): IntervalSet {
  if (set.length === 0) return set
  return subtract(set, intervalSet([...taken.keys()].map((value) => ({ first: value, last: value }))))
}

const nobody: ReadonlyMap<bigint, unknown> = new Map()

function resident(question: Question, address: Address, interfaces: readonly CompiledInterface[], ports: PortRange): readonly Answer[] {
  const { family, value } = address
  const rules = rulesFor(question, address, interfaces).map(({ traffic }) => traffic)
  const segments = portSegments([...commonTraffic(question), ...rules], numberOf(question.protocol), ports)
  return segments.map((segment) => ({
    ports: segment,
    family,
    ...ask(question, family, [{ first: value, last: value }], segment.from, nobody),
  }))
}

/** The rules that may say something of the resident: inbound ones for any address under which it may come, outbound ones for any of the target's. */
function rulesFor({ network, target }: Question, address: Address, interfaces: readonly CompiledInterface[]): readonly CompiledRule[] {
  const translated = [...network.network.natGateways.values()].flatMap(natAddresses)
  const faces = [address, ...interfaces.flatMap(addressesOf), ...translated]
  const named = (
    rules: readonly CompiledRule[],
    addresses: readonly Address[],
    members: readonly CompiledInterface[],
  ): readonly CompiledRule[] =>
    rules.filter(
      (rule) =>
        addresses.some((each) => matchesPeer(rule, { address: each })) ||
        members.some((each) => matchesPeer(rule, { address, networkInterface: each })),
    )
  const chain = chainOf(network, target)
  return [
    ...named(rulesOf(chain, 'ingress'), [...faces, ...chain.flatMap(addressesOf)], [...interfaces, ...chain]),
    ...named(rulesOf(interfaces, 'egress'), chain.flatMap(addressesOf), chain),
  ]
}

const rulesOf = (interfaces: readonly CompiledInterface[], side: 'ingress' | 'egress'): readonly CompiledRule[] =>
  interfaces.flatMap(({ securityGroups }) => securityGroups.flatMap((group) => group[side].rules))

/** From answers whose ports overlap to ranges that do not, neighbours with the same sources joined. */
function merge(protocol: 'tcp' | 'udp', answers: readonly Answer[], { from, to }: PortRange): readonly Reach[] {
  const telling = answers.filter(({ open, partial }) => open.length > 0 || partial.length > 0)
  const cuts = [...new Set([from, ...telling.flatMap(({ ports }) => [ports.from, ports.to + 1])])]
    .filter((cut) => cut <= to)
    .sort((a, b) => a - b)
  const merged: Reach[] = []
  const last: { open: Reach | undefined; partial: Reach | undefined } = { open: undefined, partial: undefined }
  for (const [index, start] of cuts.entries()) {
    const ports = { from: start, to: (cuts[index + 1] ?? to + 1) - 1 }
    const here = telling.filter((each) => each.ports.from <= ports.from && ports.to <= each.ports.to)
    for (const outcome of ['open', 'partial'] as const) {
      const of = (family: Family): IntervalSet => union(...here.filter((each) => each.family === family).map((each) => each[outcome]))
      const next: Reach = { protocol, ports, outcome, ipv4: of('ipv4'), ipv6: of('ipv6') }
      const before = last[outcome]
      if (before !== undefined && equals(before.ipv4, next.ipv4) && equals(before.ipv6, next.ipv6)) {
        last[outcome] = { ...before, ports: { from: before.ports.from, to: ports.to } }
        continue
      }
      if (before !== undefined) merged.push(before)
      last[outcome] = next
    }
  }
  const all = [...merged, ...Object.values(last).filter((each) => each !== undefined)]
  return all
    .filter(({ ipv4, ipv6 }) => ipv4.length > 0 || ipv6.length > 0)
    .sort((a, b) => a.ports.from - b.ports.from || a.outcome.localeCompare(b.outcome))
}

/** Whether the address reaches the port, and how. */
export function outcomeFor(
  reaches: readonly Reach[],
  protocol: 'tcp' | 'udp',
  port: number,
  { family, value }: Address,
): 'open' | 'partial' | 'closed' {
  const found = reaches.find(
    (each) => each.protocol === protocol && each.ports.from <= port && port <= each.ports.to && includes(each[family], value),
  )
  return found?.outcome ?? 'closed'
}
