import { addresses, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeAcl } from '../server-target.ts'

export const naclInboundMissing = networkFault({
  id: 'nacl-inbound-missing',
  layer: 'nacl',
  tier: 2,
  confidence: 'documented',
  summary: 'the network ACL of the subnet has no entry that allows the port, so its last one denies it',
  sources: [
    'https://repost.aws/knowledge-center/resolve-connection-sg-acl-inbound',
    'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html',
  ],
  lookAlikes: ['sg-missing-vendor-ip', 'nacl-inbound-deny'],
  specificity: 1,
  example: 'the network ACL has no inbound entries',
  spoil: (target) => (target.networkAcl.ingress.length === 0 ? undefined : changeAcl(target, (acl) => ({ ...acl, ingress: [] }))),
  accepts: ({ why, direction }) =>
    why.fact === 'networkAclEntry' && why.entry === undefined && why.side === 'ingress' && direction === 'forward',
  say: ({ cause, first }, { connection }) =>
    sentence`${name(first.component.name, 'The network ACL ')} has no entry for port ${String(connection.port)} from ${addresses(cause.sources)}.`,
  where: ({ first }) => `VPC > Network ACLs > ${first.component.name} > Inbound rules`,
})
