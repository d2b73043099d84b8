import { portOf } from '../../network/ensemble.ts'
import {
  adviceOf,
  ensembleOf,
  inWords,
  isPeer,
  openCalls,
  type PeerFinding,
  peerFinding,
  placesOf,
  standing,
  whoCannot,
  withoutPort,
} from '../ensemble-fault.ts'
import { sentence } from '../sentence.ts'
import type { ServerFault } from '../server-fault.ts'
import { withNetwork } from '../server-set-up.ts'

export const zookeeperQuorumPortClosed: ServerFault<PeerFinding> = {
  id: 'zookeeper-quorum-port-closed',
  layer: 'ensemble',
  tier: 1,
  confidence: 'observed',
  summary: 'members elect a leader and cannot follow it: its quorum port is closed to them',
  sources: [
    'https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_clusterOptions',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  connectors: ['zookeeper'],
  classes: ['zk-not-serving', 'net-timeout'],
  verdict: 'ambiguous',
  lookAlikes: ['zookeeper-election-port-closed', 'zookeeper-quorum-lost'],
  specificity: 0,
  example: 'the rules of the quorum port are gone from the security group of the members',
  inject: (setUp) => {
    const ensemble = ensembleOf(setUp)
    const network = ensemble && withoutPort(ensemble, (member) => portOf(member, 'quorum'))
    return network && withNetwork(setUp, network)
  },
  recognise: ({ causes }) => {
    const finding = peerFinding(causes.filter(isPeer).filter(({ call }) => call.port === 'quorum'))
    return finding === undefined ? [] : [finding]
  },
  say: ({ claims }, evidence) =>
    sentence`${whoCannot(claims, ensembleOf(evidence)?.members ?? [], 'follow a leader', 'follow')} at port ${String(portOf(claims[0].call.to, 'quorum'))}: the ensemble has ${inWords(standing(evidence))}.`,
  where: ({ claims }) => placesOf(claims),
  advise: ({ claims }, { network }) => adviceOf(openCalls(network, claims)),
  fix: ({ claims }, { network }) => openCalls(network, claims),
}
