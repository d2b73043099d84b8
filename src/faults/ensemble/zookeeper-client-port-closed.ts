import { adviceOf, ensembleOf, openFlows, placeOf, withoutPort } from '../ensemble-fault.ts'
import { addresses, isNetwork } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import type { NetworkCause } from '../server-cause.ts'
import type { ServerEdit } from '../server-edit.ts'
import { askServer } from '../server-evidence.ts'
import type { ServerFault, ServerFinding } from '../server-fault.ts'
import { withNetwork } from '../server-set-up.ts'

interface ClosedFinding extends ServerFinding {
  readonly claims: readonly [NetworkCause, ...NetworkCause[]]
}

export const zookeeperClientPortClosed: ServerFault<ClosedFinding> = {
  id: 'zookeeper-client-port-closed',
  layer: 'ensemble',
  tier: 1,
  confidence: 'documented',
  summary: 'the client port of members is closed to those who use the ensemble',
  sources: [
    'https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_minimumConfiguration',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  connectors: ['zookeeper'],
  classes: ['net-timeout', 'private-address'],
  verdict: 'ambiguous',
  lookAlikes: ['zookeeper-member-down'],
  specificity: 0,
  example: 'the rules of the client port are gone from the security group of the members',
  inject: (setUp) => {
    const ensemble = ensembleOf(setUp)
    const network = ensemble && withoutPort(ensemble, ({ port }) => port)
    return network && withNetwork(setUp, network)
  },
  recognise: ({ causes }) => {
    const [first, ...others] = causes.filter(isNetwork).filter(({ blockers: [{ code }] }) => !code.startsWith('DNS_'))
    return first === undefined ? [] : [{ claims: [first, ...others], at: first.blockers[0].at }]
  },
  say: ({ claims }) => {
    const [{ to, sources }] = claims
    const hosts = [...new Set(claims.map((cause) => cause.to.host))]
    const more = hosts.length === 1 ? '' : ` and ${hosts.length - 1} more`
    return sentence`Nobody gets through to ${name(to.host)}${more} at port ${String(to.port)} from ${addresses(sources)}.`
  },
  where: ({ claims: [{ blockers }] }) => placeOf(blockers[0]),
  advise: (finding, { network }) => adviceOf(openings(finding, network)),
  fix: (finding, { network }) => openings(finding, network),
}

const openings = ({ claims }: ClosedFinding, network: Parameters<typeof openFlows>[0]): readonly ServerEdit[] =>
  openFlows(
    network,
    claims.flatMap(({ to, sources }) => sources.map((source) => (current: typeof network) => askServer(current, to, source))),
  )
