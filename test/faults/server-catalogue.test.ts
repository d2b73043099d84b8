import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../src/base/cidr.ts'
import { type IntervalSet, intervalSet, subtract, union } from '../../src/base/interval-set.ts'
import { everyFault, injectFault } from '../../src/faults/every-fault.ts'
import { recogniseServerFaults } from '../../src/faults/recognise-server.ts'
import { serverCatalogue } from '../../src/faults/server-catalogue.ts'
import { applyServerEdits } from '../../src/faults/server-edit.ts'
import { collectServerEvidence, type ServerEvidence } from '../../src/faults/server-evidence.ts'
import type { ServerFault } from '../../src/faults/server-fault.ts'
import type { ServerSetUp } from '../../src/faults/server-set-up.ts'
import type { Network } from '../../src/network/network.ts'
import { reachableFrom } from '../../src/network/reachable-from.ts'
import { loadShippedServer, type ShippedServerName, shippedServerNames } from '../shipped-servers.ts'

const setUps = new Map<ShippedServerName, ServerSetUp>()
for (const name of shippedServerNames) setUps.set(name, await loadShippedServer(name))
const setUpOf = (name: ShippedServerName): ServerSetUp => setUps.get(name) as ServerSetUp
const evidenceOf = (setUp: ServerSetUp): ServerEvidence => collectServerEvidence(setUp, []) as ServerEvidence
const idsOf = (setUp: ServerSetUp) => [...new Set(recogniseServerFaults(evidenceOf(setUp)).recognised.map(({ fault }) => fault.id))]

const applicable = serverCatalogue.flatMap((fault) =>
  shippedServerNames.flatMap((name): readonly (readonly [string, ShippedServerName, ServerFault, ServerSetUp])[] => {
    const broken = injectFault(fault, setUpOf(name)) as ServerSetUp | undefined
    return broken === undefined ? [] : [[fault.id, name, fault, broken]]
  }),
)

/** Who reaches the server, and the SSH server of its tunnel: at the port, beside it, and at the port of administrators. */
function reached({ fixture, connection }: ServerSetUp): ReadonlyMap<string, IntervalSet> {
  const network = fixture.network as Network
  return new Map(
    [...(connection.members ?? [connection]), ...(connection.tunnel === undefined ? [] : [connection.tunnel])].flatMap(({ host, port }) => {
      const listener = [...network.listeners.values()].find((each) => each.host === host)
      const destination = { type: 'networkInterface', networkInterface: listener?.networkInterface ?? '' } as const
      const { quorumPort = port, electionPort = port } = listener?.member ?? {}
      return [...new Set([22, port, port + 1, quorumPort, electionPort])].map((each) => {
        const reaches = reachableFrom(network, destination, { protocols: ['tcp'], ports: { from: each, to: each } })
        return [`${host}:${each}`, union(...reaches.map(({ ipv4 }) => ipv4))] as const
      })
    }),
  )
}

const reachedBefore = new Map<ShippedServerName, ReadonlyMap<string, IntervalSet>>()
function reachedHealthy(name: ShippedServerName): ReadonlyMap<string, IntervalSet> {
  const known = reachedBefore.get(name) ?? reached(setUpOf(name))
  reachedBefore.set(name, known)
  return known
}

const vendor = ({ connection }: ServerSetUp) =>
  intervalSet(
    connection.from.flatMap((from) => {
      const address = parseAddress(from)
      return address.ok ? [{ first: address.value.value, last: address.value.value }] : []
    }),
  )

describe('the catalogue of faults of servers', () => {
  it('has no id twice, nor one of a fault of buckets', () => {
    expect(new Set(everyFault.map(({ id }) => id)).size).toBe(everyFault.length)
  })

  it('has an example of each fault in the shipped set-ups', () => {
    expect(serverCatalogue.filter(({ id }) => !applicable.some(([applied]) => applied === id)).map(({ id }) => id)).toEqual([])
  })

  it('names only look-alikes that it has', () => {
    const ids = new Set(everyFault.map(({ id }) => id))
    expect(serverCatalogue.flatMap(({ lookAlikes }) => lookAlikes.filter((id) => !ids.has(id)))).toEqual([])
  })

  it.each(shippedServerNames)('finds nothing in %s as it is', (name) => {
    expect(recogniseServerFaults(evidenceOf(setUpOf(name)))).toEqual({ recognised: [], unexplained: [] })
  })
})

describe('a fault injected into a shipped set-up with a server', () => {
  it.each(applicable)('%s in %s is recognised alone, told in one sentence, and mended by its fix', (id, name, _, broken) => {
    const evidence = evidenceOf(broken)
    const { recognised, unexplained } = recogniseServerFaults(evidence)
    expect([...new Set(recognised.map(({ fault }) => fault.id))]).toEqual([id])
    expect(unexplained).toEqual([])
    for (const { fault, finding } of recognised) {
      expect(fault.say(finding, evidence)).toMatch(/^[A-Z`].{1,158}[.]$/)
      expect(fault.where(finding, evidence)).not.toBe('')
      expect(fault.advise(finding, evidence)).toMatch(/[.?]$/)
    }
    const edits = recognised.flatMap(({ fault, finding }) => fault.fix(finding, evidence))
    const mended = applyServerEdits(broken, edits)
    expect(idsOf(mended)).toEqual([])
    // Nothing else changes the network.
    if (!edits.some(({ edit }) => edit === 'opening')) return
    const healthy = reachedHealthy(name)
    for (const [port, sources] of reached(mended)) {
      const { host, port: own, tunnel } = mended.connection
      const ends = tunnel === undefined ? (mended.connection.members ?? [{ host, port: own }]) : [tunnel]
      const meant = ends.some((end) => port === `${end.host}:${end.port}`) ? vendor(mended) : []
      const more = subtract(sources, union(healthy.get(port) ?? [], meant))
      expect(more.length === 0 ? [] : subtract(more, reached(broken).get(port) ?? []), `port ${port} is open to more`).toEqual([])
    }
  })
})
