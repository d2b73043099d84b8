import { type Address, type Family, formatAddress } from '../base/cidr.ts'
import { type IntervalSet, subtract, union } from '../base/interval-set.ts'
import type { Span } from '../base/span.ts'
import { admits } from './admits.ts'
import type { Flow } from './flow.ts'
import type { Network } from './network.ts'
import { type Reach, reachableFrom } from './reachable-from.ts'
import type { PortRange } from './traffic.ts'

/** Sources that get in at ports now and did not before. */
export interface Opening {
  readonly at: Span
  readonly protocol: 'tcp' | 'udp'
  readonly ports: PortRange
  readonly family: Family
  readonly sources: IntervalSet
  /** One flow of them, as the network model replays it: it gets through after, and not before. */
  readonly witness: { readonly source: string; readonly port: number }
  /** Whether the model agrees; where it does not, a person has to look. */
  readonly replayed: boolean
}

/** Sources that reach ports of an interface now and did not before. */
export type InterfaceOpening = Opening & { readonly networkInterface: string }

/**
 * Who newly reaches which ports of the interfaces of a network: exact intervals of addresses and ports, TCP and UDP, IPv4 and IPv6. A flow that gets
 * through from some source ports only counts as one that gets through.
 */
export function newIngress(before: Network | undefined, after: Network | undefined): readonly InterfaceOpening[] {
  if (after === undefined) return []
  return [...after.networkInterfaces.values()].flatMap(({ name, at }) => {
    const destination = { type: 'networkInterface', networkInterface: name } as const
    const now = reachableFrom(after, destination)
    const then = before?.networkInterfaces.has(name) === true ? reachableFrom(before, destination) : []
    return (['tcp', 'udp'] as const).flatMap((protocol) =>
      (['ipv4', 'ipv6'] as const).flatMap((family) =>
        segments(of(now, protocol), of(then, protocol)).flatMap((ports): readonly InterfaceOpening[] => {
          const sources = subtract(sourcesAt(of(now, protocol), ports.from, family), sourcesAt(of(then, protocol), ports.from, family))
          const [first] = sources
          if (first === undefined) return []
          const flow = flowFrom({ family, value: first.first }, name, protocol, ports.from)
          const replayed = getsThrough(after, flow) && !(before?.networkInterfaces.has(name) === true && getsThrough(before, flow))
          const witness = { source: formatAddress({ family, value: first.first }), port: ports.from }
          return [{ networkInterface: name, at, protocol, ports, family, sources, witness, replayed }]
        }),
      ),
    )
  })
}

const of = (reaches: readonly Reach[], protocol: Reach['protocol']): readonly Reach[] =>
  reaches.filter((reach) => reach.protocol === protocol)

/** Stretches of ports within which neither side changes. */
function segments(now: readonly Reach[], then: readonly Reach[]): readonly PortRange[] {
  const starts = new Set([...now, ...then].flatMap(({ ports }) => [ports.from, ports.to + 1]))
  const sorted = [...starts].sort((a, b) => a - b)
  return sorted.slice(0, -1).map((from, index) => ({ from, to: (sorted[index + 1] ?? from + 1) - 1 }))
}

const sourcesAt = (reaches: readonly Reach[], port: number, family: Family): IntervalSet =>
  union(...reaches.filter(({ ports }) => ports.from <= port && port <= ports.to).map((reach) => reach[family]))

const flowFrom = (address: Address, networkInterface: string, protocol: 'tcp' | 'udp', port: number): Flow => ({
  source: { type: 'address', address },
  destination: { type: 'networkInterface', networkInterface },
  traffic: { protocol, port },
  family: address.family,
})

const getsThrough = (network: Network, flow: Flow): boolean => admits(network, flow).outcome !== 'closed'
