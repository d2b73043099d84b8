import { newIngress } from '../network/compare-ingress.ts'
import type { Network } from '../network/network.ts'
import type { Acceptance, IngressChange } from '../report/gate-report.ts'
import { ingressId } from '../report/gate-report.ts'

/** The network of a fixture, by the folder of the fixture. */
export type GateNetworks = ReadonlyMap<string, Network>

/** Who newly reaches, and who no longer reaches, the interfaces of networks that changed. */
export function compareIngress(
  before: GateNetworks,
  after: GateNetworks,
  accepted: ReadonlyMap<string, Acceptance>,
  show: (file: string) => string,
): readonly IngressChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((folder): readonly IngressChange[] => {
    const [one, other] = [before.get(folder), after.get(folder)]
    if (meaningOf(one) === meaningOf(other)) return []
    const added = newIngress(one, other).map((finding) => ({ ...finding, at: { ...finding.at, file: show(finding.at.file) } }))
    const removed = newIngress(other, one)
    const ids = added.map((finding) => ingressId(folder, finding))
    return [
      {
        name: `network (${folder})`,
        folder,
        added,
        removed,
        accepted: new Map(ids.flatMap((id) => [...accepted].filter(([known]) => known === id))),
      },
    ]
  })
}

/** Everything but the places of the text. */
const meaningOf = (network: Network | undefined): string =>
  JSON.stringify(network, (key, value: unknown) => {
    if (/^at$|At$/.test(key) || key === 'notes') return undefined
    if (value instanceof Map) return [...value]
    return typeof value === 'bigint' ? String(value) : value
  }) ?? ''
