import { cutFault } from '../cut-fault.ts'
import { inWords, namesOf } from '../ensemble-fault.ts'
import { sentence } from '../sentence.ts'

export const zookeeperQuorumLost = cutFault({
  id: 'zookeeper-quorum-lost',
  layer: 'ensemble',
  tier: 2,
  confidence: 'observed',
  summary: 'rules cut so many members off that the rest are no quorum: nobody serves',
  sources: [
    'https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_zkMulitServerSetup',
    'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html',
  ],
  classes: ['zk-not-serving', 'net-timeout'],
  verdict: 'ambiguous',
  lookAlikes: ['zookeeper-member-cut', 'zookeeper-quorum-port-closed', 'zookeeper-election-port-closed'],
  specificity: 1,
  example: 'the subnets of half of the members have network ACLs that deny the ports of the other members',
  cuts: (members) => Math.ceil(members / 2),
  hasQuorum: false,
  say: ({ cut, standing }) => sentence`${namesOf(cut)} cannot speak with the other members: the ensemble has ${inWords(standing)}.`,
})
