import type { EnsembleMember } from '../network.ts'
import type { Section } from '../network-shape.ts'
import type { Draft } from './draft.ts'

type MemberText = NonNullable<Section<'listeners'>['value']['of']['member']>

/** `ids` has those of the members that were read before, each with its ensemble. */
export function readMember(draft: Draft, { at, of }: MemberText, application: string | undefined, ids: Set<string>): EnsembleMember {
  if (application !== 'zookeeper') draft.report('member-of', at, 'only ZooKeeper has members', 'write `application: zookeeper`')
  const place = `${of.ensemble.text} ${of.id.value}`
  if (ids.has(place)) draft.report('member-id-taken', of.id.at, `the ensemble \`${of.ensemble.text}\` has a member ${of.id.value} already`)
  ids.add(place)
  return {
    at,
    ensemble: of.ensemble.text,
    id: of.id.value,
    quorumPort: of.quorumPort?.value ?? 2888,
    electionPort: of.electionPort?.value ?? 3888,
    commands: of.commands?.items.map(({ value }) => value) ?? ['srvr'],
    state: of.state?.value ?? 'up',
  }
}
