import type { Family } from '../base/cidr.ts'
import { type Interval, type IntervalSet, intersect, intervalSet, sizeOf, subtract, union } from '../base/interval-set.ts'
import type { Span } from '../base/span.ts'
import { compileNetwork } from './compile-network.ts'
import type { CompiledInterface, CompiledNetwork } from './compiled-network.ts'
import type { CompiledTraffic } from './compiled-traffic.ts'
import type { Listener, Network } from './network.ts'
import { type Answer, strangers } from './reachable-from.ts'
import { isPublic, specialBlocks } from './special-addresses.ts'
import type { PortRange } from './traffic.ts'

/** Ports of an interface that the world reaches. */
export interface WorldFinding {
  readonly networkInterface: string
  readonly at: Span
  readonly protocol: 'tcp' | 'udp'
  readonly ports: PortRange
  readonly family: Family
  /** The public addresses that get through. */
  readonly sources: IntervalSet
  /** Of all public addresses of the family: 1 for everybody. */
  readonly share: number
  /** The rules of its groups that let them in. */
  readonly rules: readonly Span[]
  /** What listens there, as far as the network says. */
  readonly listeners: readonly Listener[]
}

/** Nobody means half of the internet when a handful of customers is meant. */
const worldly = 0.5

/**
 * Everything that half of the internet or more can reach, however the rules spell it: `0.0.0.0/0`, its two halves, a prefix list. Listeners that are
 * meant to be public are left out, port by port.
 */
export function openToWorld(network: Network): readonly WorldFinding[] {
  const compiled = compileNetwork(network)
  const asked = new Map<string, readonly Found[]>()
  return [...compiled.networkInterfaces.values()].flatMap((target) => {
    if (!isExposed(target)) return []
    const key = keyOf(target)
    const found = asked.get(key) ?? findOpen(compiled, target)
    asked.set(key, found)
    return found.flatMap((each) => findingsOf(network, target, each))
  })
}

interface Found extends Pick<Answer, 'ports' | 'family'> {
  readonly protocol: 'tcp' | 'udp'
  readonly sources: IntervalSet
  readonly share: number
}

const isExposed = ({ networkInterface: { privateIps, ipv6Addresses } }: CompiledInterface): boolean =>
  ipv6Addresses.length > 0 || privateIps.some(({ publicIp }) => publicIp !== undefined)

/** Interfaces of one subnet with the same groups and the same kinds of address fare alike on the internet. */
function keyOf({ networkInterface, loadBalancer, vpcEndpoint }: CompiledInterface): string {
  const { name, subnet, securityGroups, privateIps, ipv6Addresses, attached } = networkInterface
  if (loadBalancer !== undefined || vpcEndpoint !== undefined) return name
  const isPublicOne = privateIps.some(({ publicIp }) => publicIp !== undefined)
  return JSON.stringify([subnet, securityGroups, isPublicOne, ipv6Addresses.length > 0, attached])
}

function findOpen(network: CompiledNetwork, target: CompiledInterface): readonly Found[] {
  return (['tcp', 'udp'] as const).flatMap((protocol) =>
    (['ipv4', 'ipv6'] as const)
      .filter((family) => mayAdmitWorld(target, family))
      .flatMap((family) => {
        const question = { network, target, protocol, sourcePorts: undefined }
        const answers = strangers(question, family, { from: 0, to: 65535 }, (stretch) => isOutside(network, family, stretch))
        return join(
          answers.map(({ ports, open, partial }) => ({
            protocol,
            ports,
            family,
            sources: union(open, partial),
            share: shareOf(union(open, partial), family),
          })),
        )
      }),
  )
}

/** A quick no: the rules together name too little of the internet. */
function mayAdmitWorld({ securityGroups }: CompiledInterface, family: Family): boolean {
  if (securityGroups.length === 0) return true
  const named = securityGroups.flatMap(({ ingress }) => ingress.rules.flatMap(({ peers }) => peers[family]))
  return shareOf(intersect(intervalSet(named), internets[family]), family) >= worldly
}

const isOutside = ({ vpcs }: CompiledNetwork, family: Family, { first: value }: Interval): boolean =>
  isPublic({ family, value }) &&
  ![...vpcs.values()].some(({ vpc }) =>
    vpc.cidrBlocks.some(({ cidr }) => cidr.family === family && cidr.first <= value && value <= cidr.last),
  )

/** IPv6 addresses in use begin with 001. @see https://www.iana.org/assignments/ipv6-address-space/ */
const globalUnicast: IntervalSet = [{ first: 0x2n << 124n, last: (0x4n << 124n) - 1n }]
const internets: Readonly<Record<Family, IntervalSet>> = {
  ipv4: subtract([{ first: 0n, last: (1n << 32n) - 1n }], intervalSet(specialBlocks.filter(({ family }) => family === 'ipv4'))),
  ipv6: globalUnicast,
}
/** To four places: a handful of addresses more or less means nothing here. */
function shareOf(sources: IntervalSet, family: Family): number {
  const internet = internets[family]
  return Math.round(Number((sizeOf(intersect(sources, internet)) * 1_000_000n) / sizeOf(internet)) / 100) / 10_000
}

/** Neighbouring ports with the same share are one finding; the rest is dropped. */
function join(found: readonly Found[]): readonly Found[] {
  const joined: Found[] = []
  for (const next of found.filter(({ share }) => share >= worldly)) {
    const before = joined.at(-1)
    if (before !== undefined && before.ports.to + 1 === next.ports.from && before.share === next.share) {
      joined[joined.length - 1] = { ...before, ports: { from: before.ports.from, to: next.ports.to } }
    } else joined.push(next)
  }
  return joined
}

function findingsOf(network: Network, target: CompiledInterface, found: Found): readonly WorldFinding[] {
  const { name, at } = target.networkInterface
  const { protocol, family, sources, share } = found
  const listeners = [...network.listeners.values()].filter((each) => each.networkInterface === name && each.protocol === protocol)
  return without(
    found.ports,
    listeners.filter((each) => each.openToWorld).map(({ port }) => port),
  ).map((ports) => ({
    networkInterface: name,
    at,
    protocol,
    ports,
    family,
    sources,
    share,
    rules: rulesFor(target, protocol, ports, family),
    listeners: listeners.filter(({ port }) => ports.from <= port && port <= ports.to),
  }))
}

/** The range without the ports that are meant to be public. */
function without({ from, to }: PortRange, meant: readonly number[]): readonly PortRange[] {
  const ranges: PortRange[] = []
  let start = from
  for (const port of meant.filter((each) => from <= each && each <= to).toSorted((a, b) => a - b)) {
    if (start < port) ranges.push({ from: start, to: port - 1 })
    start = port + 1
  }
  if (start <= to) ranges.push({ from: start, to })
  return ranges
}

function rulesFor({ securityGroups }: CompiledInterface, protocol: 'tcp' | 'udp', ports: PortRange, family: Family): readonly Span[] {
  const number = protocol === 'tcp' ? 6 : 17
  const admits = ({ protocol: of, low, high }: CompiledTraffic): boolean =>
    of === -1 || (of === number && low <= ports.to && ports.from <= high)
  return securityGroups.flatMap(({ ingress }) =>
    ingress.rules
      .filter(({ traffic, peers }) => admits(traffic) && intersect(peers[family], internets[family]).length > 0)
      .map(({ rule }) => rule.at),
  )
}
