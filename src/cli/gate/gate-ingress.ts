import { newIngress } from '../../network/compare-ingress.ts'
import type { Acceptance, IngressChange, IngressFinding } from '../../report/gate-report.ts'
import { ingressId } from '../../report/gate-report.ts'
import { aloneOpenings } from './gate-alone.ts'
import type { GateNetwork, GateNetworks } from './gate-network.ts'

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
    const added = findings(one, other).map((finding) => ({ ...finding, at: { ...finding.at, file: show(finding.at.file) } }))
    const removed = findings(other, one)
    const ids = added.map((finding) => ingressId(folder, finding))
    return [
      {
        name: folder === '' ? 'network' : `network (${folder})`,
        folder,
        added,
        removed,
        accepted: new Map(ids.flatMap((id) => [...accepted].filter(([known]) => known === id))),
      },
    ]
  })
}

const findings = (before: GateNetwork | undefined, after: GateNetwork | undefined): readonly IngressFinding[] => [
  ...newIngress(before?.network, after?.network),
  ...(after === undefined ? [] : aloneOpenings(before, after)),
]

/** Everything but the places of the text. */
export const meaningOf = (part: object | undefined): string =>
  JSON.stringify(part, (key, value: unknown) => {
    if (/^at$|At$/.test(key) || key === 'notes') return undefined
    if (value instanceof Map || value instanceof Set) return [...value]
    return typeof value === 'bigint' ? String(value) : value
  }) ?? ''
