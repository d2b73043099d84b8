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

export const zookeeperElectionPortClosed: ServerFault<PeerFinding> = {
  id: 'zookeeper-election-port-closed',
  layer: 'ensemble',
  tier: 1,
  confidence: 'observed',
  summary: 'members cannot elect a leader: the election port is closed between them',
  sources: [
    'https://zookeeper.apache.org/doc/r3.8.4/zookeeperInternals.html#sc_leaderElection',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  connectors: ['zookeeper'],
  classes: ['zk-not-serving', 'net-timeout'],
  verdict: 'ambiguous',
  lookAlikes: ['zookeeper-quorum-port-closed', 'zookeeper-quorum-lost'],
  specificity: 0,
  example: 'the rules of the election port are gone from the security group of the members',
  inject: (setUp) => {
    const ensemble = ensembleOf(setUp)
    const network = ensemble && withoutPort(ensemble, (member) => portOf(member, 'election'))
    return network && withNetwork(setUp, network)
  },
  recognise: ({ causes }) => {
    const finding = peerFinding(causes.filter(isPeer).filter(({ call }) => call.port === 'election'))
    return finding === undefined ? [] : [finding]
  },
  say: ({ claims }, evidence) =>
    sentence`${whoCannot(claims, ensembleOf(evidence)?.members ?? [], 'vote', 'call')} at port ${String(portOf(claims[0].call.to, 'election'))}: after its next election the ensemble has ${inWords(standing(evidence))}.`,
  where: ({ claims }) => placesOf(claims),
  advise: ({ claims }, { network }) => adviceOf(openCalls(network, claims)),
  fix: ({ claims }, { network }) => openCalls(network, claims),
}
