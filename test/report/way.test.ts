import { describe, expect, it } from 'vitest'
import { everyFault } from '../../src/faults/every-fault.ts'
import { wayOf } from '../../src/report/way.ts'
import { planCases } from '../../src/scenario/plan.ts'
import { loadShippedServer, type ShippedServerName } from '../shipped-servers.ts'

const at = { file: 'scenarios/x.yaml', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } }

/** The way of a connection with a fault in its network: each thing that is passed, and what blocks it. */
async function wayWith(name: ShippedServerName, fault: string) {
  const setUp = await loadShippedServer(name)
  const each = { title: 'x', at, inject: { kind: 'faults', faults: [fault] } as const, expect: { kind: 'same' } as const }
  const planned = planCases(
    [{ name: 'x', at, ...setUp, settings: new Map(), cases: [each] }],
    new Map(everyFault.map((one) => [one.id, one])),
  )
  const [first] = planned.ok ? planned.value : []
  if (first === undefined) throw new Error('the case can be planned')
  return wayOf({ planned: first, durationMs: 1, verdict: 'failed', observations: [], diagnosis: { problems: [] }, mismatches: [] })
}

describe('the way of a connection', () => {
  it('passes the network, thing by thing, up to what blocks it and on', async () => {
    const way = await wayWith('product-vpc', 'sg-egress-blocked')
    expect(way.map(({ kind }) => kind)).toEqual([
      'product',
      'network interface',
      'network ACL',
      'route table',
      'network ACL',
      'network interface',
      'postgres',
    ])
    expect(way.filter(({ blocked }) => blocked)).toEqual([
      expect.objectContaining({
        kind: 'network interface',
        note: expect.stringMatching(/no outbound rule.*ENI_SG_RULES_MISMATCH.*network\.yaml:\d+/),
      }),
    ])
  })
})
