import { describe, expect, it } from 'vitest'
import { loadFixture } from '../../src/fixture/load.ts'
import { newIngress } from '../../src/network/compare-ingress.ts'
import type { Network } from '../../src/network/network.ts'
import { formatSources } from '../../src/report/format-sources.ts'

async function shipped(): Promise<Network> {
  const fixture = await loadFixture('policies/postgres')
  if (!fixture.ok || fixture.value.network === undefined) throw new Error('policies/postgres has a network')
  return fixture.value.network
}

/** The network without the rules of a group. */
const closed = (network: Network, group: string): Network => ({
  ...network,
  securityGroups: new Map([...network.securityGroups].map(([name, each]) => [name, name === group ? { ...each, ingress: [] } : each])),
})

describe('newIngress', () => {
  it('is nothing where nothing changed', async () => {
    const network = await shipped()
    expect(newIngress(network, network)).toEqual([])
  })

  it('is what a rule lets in, and no more: the network ACL lets one port through', async () => {
    const network = await shipped()
    const found = newIngress(closed(network, 'database'), network)
    const fromOutside = found.map(({ networkInterface, ports, sources, family, replayed }) => ({
      networkInterface,
      ports,
      sources: formatSources(sources, family),
      replayed,
    }))
    expect(fromOutside).toContainEqual({
      networkInterface: 'database-1',
      ports: { from: 5432, to: 5432 },
      sources: ['203.0.113.7-203.0.113.8'],
      replayed: true,
    })
    expect(newIngress(network, closed(network, 'database'))).toEqual([])
  })

  it('is everything that is reached where there was no network', async () => {
    const network = await shipped()
    expect(newIngress(undefined, network).length).toBeGreaterThan(0)
    expect(newIngress(network, undefined)).toEqual([])
  })
})
