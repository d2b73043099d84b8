import type { Problem } from '../base/problem.ts'
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

/** Security groups that changed and that no interface has: what they let in cannot be said, and is no pass. */
export function undecidedGroups(before: GateNetworks, after: GateNetworks, show: (file: string) => string): readonly Problem[] {
  return [...after].flatMap(([folder, { securityGroups, networkInterfaces }]) => {
    const used = new Set([...networkInterfaces.values()].flatMap((each) => each.securityGroups))
    const old = before.get(folder)?.securityGroups
    return [...securityGroups.values()]
      .filter((group) => !used.has(group.name) && meaningOf(group) !== meaningOf(old?.get(group.name)))
      .map(
        ({ name, at }): Problem => ({
          code: 'gate/group-without-interface',
          at: { ...at, file: show(at.file) },
          message: `the security group \`${name}\` changed, and no interface has it, so that nobody can say who reaches what by it`,
          help: 'add the interfaces, as `aws ec2 describe-network-interfaces` prints them',
        }),
      )
  })
}

/** Everything but the places of the text. */
const meaningOf = (part: object | undefined): string =>
  JSON.stringify(part, (key, value: unknown) => {
    if (/^at$|At$/.test(key) || key === 'notes') return undefined
    if (value instanceof Map) return [...value]
    return typeof value === 'bigint' ? String(value) : value
  }) ?? ''
