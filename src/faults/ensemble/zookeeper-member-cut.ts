import { cutFault } from '../cut-fault.ts'
import { inWords, namesOf } from '../ensemble-fault.ts'
import { sentence } from '../sentence.ts'

export const zookeeperMemberCut = cutFault({
  id: 'zookeeper-member-cut',
  layer: 'ensemble',
  tier: 1,
  confidence: 'observed',
  summary: 'rules cut a member off from the others, which still are a quorum',
  sources: [
    'https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_zkMulitServerSetup',
    'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html',
  ],
  classes: ['zk-not-serving', 'net-timeout'],
  verdict: 'ambiguous',
  lookAlikes: ['zookeeper-member-down', 'zookeeper-quorum-lost'],
  specificity: 1,
  example: 'the subnet of a member has a network ACL that denies the ports of the other members',
  cuts: () => 1,
  hasQuorum: true,
  say: ({ cut, standing }) => sentence`${namesOf(cut)} cannot speak with the other members: the ensemble has ${inWords(standing)}.`,
})
