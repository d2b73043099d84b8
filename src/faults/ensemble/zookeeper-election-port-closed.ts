import { peerPortFault } from '../peer-port-fault.ts'

export const zookeeperElectionPortClosed = peerPortFault({
  id: 'zookeeper-election-port-closed',
  layer: 'ensemble',
  tier: 1,
  confidence: 'observed',
  summary: 'members cannot elect a leader: the election port is closed between them',
  sources: [
    'https://zookeeper.apache.org/doc/r3.8.4/zookeeperInternals.html#sc_leaderElection',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  classes: ['zk-not-serving', 'net-timeout'],
  verdict: 'ambiguous',
  lookAlikes: ['zookeeper-quorum-port-closed', 'zookeeper-quorum-lost'],
  specificity: 0,
  example: 'the rules of the election port are gone from the security group of the members',
  port: 'election',
  cannot: ['vote', 'call'],
  when: 'after its next election ',
})
