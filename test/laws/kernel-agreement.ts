import * as fc from 'fast-check'
import { formatAddress } from '../../src/base/cidr.ts'
import type { KernelNetwork } from '../../src/listeners/kernel-network.ts'
import type { Outcome } from '../../src/listeners/namespace/attempt.ts'
import { admits } from '../../src/network/admits.ts'
import type { Flow } from '../../src/network/flow.ts'
import type { Network } from '../../src/network/network.ts'
import type { Blocker, Verdict } from '../../src/network/verdict.ts'
import { type Drop, formatDrop } from '../../src/nftables/drop.ts'
import { addresses, anyFlow, networkFrom, textOf, type WorldText } from '../arbitraries/network.ts'

/** On both sides of the borders of rules for replies. */
const borders = [32_768, 45_000, 45_001, 49_151, 49_152, 60_999, 61_000, 1024]

/** A flow from one port of the client, which no other flow of the network uses. */
export const fromOnePort = (flow: Flow, index: number): Flow => {
  const border = borders[index % borders.length] ?? 0
  const step = Math.floor(index / borders.length)
  const port = [45_000, 49_151, 60_999].includes(border) ? border - step : border + step
  return { ...flow, sourcePorts: { from: port, to: port } }
}

/** Many with ports, since the kernel is asked about those; IPv6 as often as IPv4 where both ends have it. */
export const anyKernelFlows = fc.array(
  fc.oneof(
    anyFlow,
    fc.record({
      source: fc
        .constantFrom(...addresses.filter(({ family }) => family === 'ipv6'))
        .map((address) => ({ type: 'address' as const, address })),
      destination: fc.constant({ type: 'networkInterface' as const, networkInterface: 'app-1' }),
      traffic: fc.record({ protocol: fc.constantFrom('tcp' as const, 'udp' as const), port: fc.constantFrom(21, 22, 23, 5432) }),
    }),
  ),
  { minLength: 30, maxLength: 30 },
)

export const networkOfWorld = (world: WorldText): Network => networkFrom(textOf(world))

/** Whether the model lets the flow's one port through. */
export function isOpen({ outcome, portSpaces }: Verdict, port: number): boolean {
  if (outcome !== 'partial') return outcome === 'open'
  return portSpaces.every(({ admitted }) => admitted.some(({ from, to }) => from <= port && port <= to))
}

export interface Agreement {
  readonly answered: number
  /** By security groups, by network ACLs, and on the way. */
  readonly dropped: Readonly<Record<Drop['by'], number>>
  readonly notSent: number
  readonly disagreements: readonly string[]
}

/** The kernel's answers beside the model's: the outcome, and that who dropped a packet is among those that block it. */
export async function compareWithKernel(kernel: KernelNetwork, network: Network, flows: readonly Flow[]): Promise<Agreement> {
  const asked = flows.map(fromOnePort)
  const outcomes = await kernel.ask(asked)
  const disagreements: string[] = []
  const dropped = { networkAcl: 0, securityGroups: 0, way: 0, nobodyAsked: 0 }
  let [answered, notSent] = [0, 0]
  for (const [index, flow] of asked.entries()) {
    const outcome = outcomes[index] as Outcome
    const verdict = admits(network, flow)
    if (outcome.outcome === 'notSent') {
      notSent++
      continue
    }
    const open = isOpen(verdict, flow.sourcePorts?.from ?? 0)
    const said = outcome.outcome === 'answered' || outcome.outcome === 'refused'
    const blames = outcome.outcome === 'dropped' && !verdict.blockers.some((blocker) => isBlamed(blocker, outcome))
    if (said !== open || outcome.outcome === 'timedOut' || blames) disagreements.push(describe(flow, verdict, outcome))
    else if (outcome.outcome === 'dropped') dropped[outcome.by.by]++
    else answered++
  }
  return { answered, dropped, notSent, disagreements }
}

function isBlamed({ component, why, code }: Blocker, { by }: Outcome & { readonly outcome: 'dropped' }): boolean {
  switch (by.by) {
    case 'networkAcl':
      return component.name === by.networkAcl && why.fact === 'networkAclEntry' && why.side === by.side
    case 'securityGroups':
      return component.name === by.networkInterface && why.fact === 'securityGroupRules' && why.side === by.side
    case 'way':
      return code === by.code && component.name === by.component
    case 'nobodyAsked':
      return false
  }
}

function describe({ source, destination, traffic, sourcePorts }: Flow, { outcome, blockers }: Verdict, heard: Outcome): string {
  const end = (each: Flow['source'] | Flow['destination']): string =>
    'address' in each ? formatAddress(each.address) : 'networkInterface' in each ? each.networkInterface : JSON.stringify(each)
  const kernel = heard.outcome === 'dropped' ? `dropped by ${formatDrop(heard.by)}` : heard.outcome
  const model = `${outcome} ${blockers.map(({ code, component, direction }) => `${code}@${component.name}/${direction}`).join(', ')}`
  return `${end(source)}:${sourcePorts?.from} -> ${end(destination)} ${JSON.stringify(traffic)}: model ${model}; kernel ${kernel}`
}
