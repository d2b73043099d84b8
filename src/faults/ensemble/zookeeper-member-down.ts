import { ensembleOf, inWords, namesOf, standing } from '../ensemble-fault.ts'
import { sentence } from '../sentence.ts'
import type { MemberCause, ServerCause } from '../server-cause.ts'
import { changeMember } from '../server-edit.ts'
import type { ServerFault, ServerFinding } from '../server-fault.ts'
import { withNetwork } from '../server-set-up.ts'

interface DownFinding extends ServerFinding {
  readonly claims: readonly [MemberCause, ...MemberCause[]]
}

export const zookeeperMemberDown: ServerFault<DownFinding> = {
  id: 'zookeeper-member-down',
  layer: 'ensemble',
  tier: 1,
  confidence: 'observed',
  summary: 'a member is reached and nothing listens: it is stopped',
  sources: ['https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_maintenance'],
  connectors: ['zookeeper'],
  classes: ['net-refused'],
  verdict: 'unique',
  lookAlikes: ['zookeeper-member-cut'],
  specificity: 2,
  example: 'a member is stopped',
  inject: (setUp) => {
    const ensemble = ensembleOf(setUp)
    const [first] = ensemble?.members ?? []
    return ensemble === undefined || first === undefined
      ? undefined
      : withNetwork(setUp, changeMember(ensemble.network, first.name, 'down'))
  },
  recognise: ({ causes }) => {
    const [first, ...others] = causes.filter((cause: ServerCause): cause is MemberCause => cause.cause === 'member')
    return first === undefined ? [] : [{ claims: [first, ...others], at: first.member.member.at }]
  },
  say: ({ claims }, evidence) =>
    sentence`Nothing listens at ${namesOf(claims.map(({ member }) => member))}: the ensemble has ${inWords(standing(evidence))}.`,
  where: ({ claims }) => `The host of ${claims.map(({ member }) => member.name).join(', ')}`,
  advise: () => 'Start the member, and see its log for why it ended.',
  fix: ({ claims }) => claims.map(({ member }) => ({ edit: 'member', listener: member.name, change: 'start' })),
}
