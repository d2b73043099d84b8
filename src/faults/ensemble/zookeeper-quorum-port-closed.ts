import { peerPortFault } from '../peer-port-fault.ts'

export const zookeeperQuorumPortClosed = peerPortFault({
  id: 'zookeeper-quorum-port-closed',
  layer: 'ensemble',
  tier: 1,
  confidence: 'observed',
  summary: 'members elect a leader and cannot follow it: its quorum port is closed to them',
  sources: [
    'https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_clusterOptions',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  classes: ['zk-not-serving', 'net-timeout'],
  verdict: 'ambiguous',
  lookAlikes: ['zookeeper-election-port-closed', 'zookeeper-quorum-lost'],
  specificity: 0,
  example: 'the rules of the quorum port are gone from the security group of the members',
  port: 'quorum',
  cannot: ['follow a leader', 'follow'],
  when: '',
})
