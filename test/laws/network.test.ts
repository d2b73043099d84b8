import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddress, lastOf } from '../../src/base/cidr.ts'
import { admits } from '../../src/network/admits.ts'
import { applyOpening } from '../../src/network/apply-opening.ts'
import type { Flow } from '../../src/network/flow.ts'
import type { Network } from '../../src/network/network.ts'
import { openToWorld } from '../../src/network/open-to-world.ts'
import { outcomeFor, reachableFrom } from '../../src/network/reachable-from.ts'
import type { Blocker, Check, Verdict } from '../../src/network/verdict.ts'
import { addresses, anyAclEntry, anyFlow, anyFlows, anyNetwork, anySecurityGroupRule, anyTarget, ports } from '../arbitraries/network.ts'

const rank = { closed: 0, partial: 1, open: 2 } as const
const rankOf = (network: Network, flow: Flow): number => rank[admits(network, flow).outcome]

describe('a verdict', () => {
  it('is open to some flows, closed to others, and partly open to some', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyNetwork, anyFlows, (network, flows) => {
        for (const flow of flows) seen.add(admits(network, flow).outcome)
      }),
      { numRuns: 400 },
    )
    expect(seen).toEqual(new Set(['open', 'closed', 'partial']))
  })

  it('is a function of its hops', () => {
    fc.assert(
      fc.property(anyNetwork, anyFlows, (network, flows) => {
        for (const flow of flows) {
          const verdict = admits(network, flow)
          expect(verdict.outcome).toBe(recompute(verdict))
        }
      }),
    )
  })

  it('has a blocker with a place exactly when it is not open', () => {
    fc.assert(
      fc.property(anyNetwork, anyFlows, (network, flows) => {
        for (const flow of flows) {
          const { outcome, blockers } = admits(network, flow)
          expect(blockers.length > 0).toBe(outcome !== 'open')
          for (const { at, component } of blockers) expect([at.file, component.name]).not.toContain('')
        }
      }),
    )
  })

  it('is given whatever the flow says', () => {
    const anyAddress = fc.oneof(
      fc.bigInt(0n, lastOf('ipv4')).map((value) => ({ family: 'ipv4' as const, value })),
      fc.bigInt(0n, lastOf('ipv6')).map((value) => ({ family: 'ipv6' as const, value })),
    )
    const anyEnd = fc.oneof(
      fc.string().map((networkInterface) => ({ type: 'networkInterface' as const, networkInterface })),
      anyTarget.map((networkInterface) => ({ type: 'networkInterface' as const, networkInterface })),
      anyAddress.map((address) => ({ type: 'address' as const, address })),
    )
    const anyName = fc.oneof(
      fc.string().map((host) => ({ type: 'host' as const, host })),
      fc.string().map((service) => ({ type: 'service' as const, service })),
      fc.string().map((listener) => ({ type: 'listener' as const, listener })),
    )
    const anyTraffic = fc.oneof(
      fc.record({ protocol: fc.constantFrom('tcp' as const, 'udp' as const), port: fc.nat(70_000) }),
      fc.record({ protocol: fc.constantFrom('icmp' as const, 'icmpv6' as const), type: fc.integer(), code: fc.integer() }),
      fc.record({ protocol: fc.integer() }),
    )
    const anything = fc.record({ source: anyEnd, destination: fc.oneof(anyEnd, anyName), traffic: anyTraffic })
    fc.assert(
      fc.property(anyNetwork, fc.array(anything, { minLength: 5, maxLength: 20 }), (network, flows) => {
        for (const flow of flows) expect(admits(network, flow).node).toBe('verdict')
      }),
    )
  })
})

describe('security groups and network ACLs', () => {
  it('admit no less with one more security group rule', () => {
    fc.assert(
      fc.property(anyNetwork, anyFlows, anySecurityGroupRule, (network, flows, { group, side, rule }) => {
        const groups = new Map(
          [...network.securityGroups].map(([name, each]) => [name, name === group ? { ...each, [side]: [...each[side], rule] } : each]),
        )
        for (const flow of flows) expect(rankOf({ ...network, securityGroups: groups }, flow)).toBeGreaterThanOrEqual(rankOf(network, flow))
      }),
    )
  })

  it('admit the same whatever the order of security group rules', () => {
    fc.assert(
      fc.property(anyNetwork, anyFlows, (network, flows) => {
        const groups = new Map(
          [...network.securityGroups].map(([name, each]) => [
            name,
            { ...each, ingress: each.ingress.toReversed(), egress: each.egress.toReversed() },
          ]),
        )
        for (const flow of flows) expect(rankOf({ ...network, securityGroups: groups }, flow)).toBe(rankOf(network, flow))
      }),
    )
  })

  it('admit no more with a deny before all other entries, and no less with an allow there', () => {
    fc.assert(
      fc.property(anyNetwork, anyFlows, anyAclEntry, (network, flows, { acl, side, entry }) => {
        const acls = new Map(
          [...network.networkAcls].map(([name, each]) => [name, name === acl ? { ...each, [side]: [entry, ...each[side]] } : each]),
        )
        for (const flow of flows) {
          const [before, after] = [rankOf(network, flow), rankOf({ ...network, networkAcls: acls }, flow)]
          if (entry.ruleAction === 'deny') expect(after).toBeLessThanOrEqual(before)
          else expect(after).toBeGreaterThanOrEqual(before)
        }
      }),
    )
  })

  it('let replies pass whatever the outbound rules of who was called say', () => {
    fc.assert(
      fc.property(anyNetwork, anyFlows, (network, flows) => {
        for (const flow of flows.filter(({ destination }) => destination.type === 'networkInterface')) {
          const target = network.networkInterfaces.get('networkInterface' in flow.destination ? flow.destination.networkInterface : '')
          const source = 'networkInterface' in flow.source ? network.networkInterfaces.get(flow.source.networkInterface) : undefined
          const own = (target?.securityGroups ?? []).filter((name) => !(source?.securityGroups.includes(name) ?? true))
          const silent = new Map(
            [...network.securityGroups].map(([name, group]) => [name, own.includes(name) ? { ...group, egress: [] } : group]),
          )
          // An appliance on the way sends on what it receives: its outbound rules do count.
          if ([...network.routeTables.values()].some(({ routes }) => routes.some((route) => route.target.type === 'networkInterface')))
            continue
          expect(rankOf({ ...network, securityGroups: silent }, flow)).toBe(rankOf(network, flow))
        }
      }),
    )
  })
})

describe('what would open a flow', () => {
  it('opens it, blocker by blocker, until nothing is left or nothing can be done', () => {
    let opened = 0
    fc.assert(
      fc.property(anyNetwork, anyFlow, (network, flow) => {
        let changed = network
        for (let round = 0; round < 12; round++) {
          const { outcome, blockers } = admits(changed, flow)
          if (outcome === 'open') {
            if (round > 0) opened++
            return
          }
          const openings = blockers.map(({ opens }) => opens).filter(({ change }) => change !== 'none')
          if (openings.length < blockers.length) return
          changed = openings.reduce(applyOpening, changed)
        }
        throw new Error(
          `twelve rounds and still closed: ${admits(changed, flow)
            .blockers.map(({ code }) => code)
            .join(', ')}`,
        )
      }),
      { numRuns: 150 },
    )
    expect(opened).toBeGreaterThan(0)
  })
})

describe('the interval answer', () => {
  it('agrees with the verdict on every address and port that is asked', () => {
    fc.assert(
      fc.property(anyNetwork, anyTarget, fc.constantFrom('tcp' as const, 'udp' as const), (network, networkInterface, protocol) => {
        const destination = { type: 'networkInterface' as const, networkInterface }
        const reaches = reachableFrom(network, destination, { protocols: [protocol] })
        for (const address of [...addresses, ...bordersOf(reaches)]) {
          for (const port of [...ports, 0, 65_535]) {
            const { outcome } = admits(network, { source: { type: 'address', address }, destination, traffic: { protocol, port } })
            expect([formatAddress(address), port, outcomeFor(reaches, protocol, port, address)]).toEqual([
              formatAddress(address),
              port,
              outcome,
            ])
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('finds open to the world what strangers everywhere reach, and nothing else', () => {
    const strangers = ['8.8.8.8', '93.184.216.34', '150.1.2.3', '200.1.2.3'].map((text) => ({
      family: 'ipv4' as const,
      value: text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n),
    }))
    fc.assert(
      fc.property(anyNetwork, anyTarget, fc.constantFrom(...ports), (network, networkInterface, port) => {
        const reached = strangers.map((address) =>
          admits(network, {
            source: { type: 'address', address },
            destination: { type: 'networkInterface', networkInterface },
            traffic: { protocol: 'tcp', port },
          }),
        )
        const found = openToWorld(network).some(
          (finding) =>
            finding.networkInterface === networkInterface &&
            finding.protocol === 'tcp' &&
            finding.family === 'ipv4' &&
            finding.ports.from <= port &&
            port <= finding.ports.to,
        )
        if (reached.every(({ outcome }) => outcome !== 'closed')) expect(found).toBe(true)
        if (reached.every(({ outcome }) => outcome === 'closed')) expect(found).toBe(false)
      }),
      { numRuns: 30 },
    )
  })
})

/** On both sides of every border of the answer. */
const bordersOf = (reaches: ReturnType<typeof reachableFrom>) =>
  reaches.flatMap((reach) =>
    (['ipv4', 'ipv6'] as const).flatMap((family) =>
      reach[family]
        .flatMap(({ first, last }) => [first - 1n, first, last, last + 1n])
        .filter((value) => value >= 0n && value <= lastOf(family))
        .map((value) => ({ family, value })),
    ),
  )

/** The outcome once more, from the checks of the tree. */
function recompute({ because, portSpaces }: Verdict): Verdict['outcome'] {
  const checks = because.flatMap((path) => path.because.flatMap((hop) => hop.because))
  const relays = checks.flatMap((check) => (check.outcome === 'relayed' ? [relayOf(check)] : []))
  const blocked = checks.some(({ outcome }) => outcome === 'blocked') || relays.includes('closed')
  const partial = checks.some(({ outcome }) => outcome === 'partial') || relays.includes('partial')
  const taken = (space: string): Set<number> =>
    new Set(checks.flatMap((check) => (check.outcome === 'partial' ? portsOf(check.blocker, space) : [])))
  const exhausted = portSpaces.some(({ name, of }) => taken(name).size === of.to - of.from + 1)
  return blocked || exhausted ? 'closed' : partial ? 'partial' : 'open'
}

const relayOf = ({ because }: Extract<Check, { outcome: 'relayed' }>): Verdict['outcome'] =>
  because.map((verdict) => recompute(verdict)).reduce((best, next) => (rank[next] > rank[best] ? next : best), 'closed')

function portsOf({ ports: taken }: Blocker, space: string): number[] {
  if (taken?.space !== space) return []
  return taken.blocked.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
}
