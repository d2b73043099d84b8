import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeAcl } from '../server-target.ts'

export const naclEphemeralMissing = networkFault({
  id: 'nacl-ephemeral-missing',
  layer: 'nacl',
  tier: 2,
  confidence: 'knowledge',
  summary: 'packets get in, and the network ACL does not let the replies out: it knows no connections',
  sources: [
    'https://repost.aws/knowledge-center/resolve-connection-sg-acl-inbound',
    'https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports',
  ],
  lookAlikes: ['sg-missing-vendor-ip', 'nacl-ephemeral-too-narrow'],
  specificity: 1,
  example: 'outbound entries open port 443 alone',
  spoil: (target) =>
    target.networkAcl.egress.length === 0
      ? undefined
      : changeAcl(target, (acl) => ({
          ...acl,
          egress: acl.egress.map((entry) => ({ ...entry, traffic: { protocol: 'tcp', ports: { from: 443, to: 443 } } })),
        })),
  accepts: ({ why, direction, ports }) => why.fact === 'networkAclEntry' && direction === 'return' && ports === undefined,
  say: ({ first }, { connection }) =>
    sentence`Packets reach ${name(connection.host)}, but ${name(first.component.name, 'the network ACL ')} of its subnet stops the replies.`,
  where: ({ first }) => `VPC > Network ACLs > ${first.component.name} > Outbound rules`,
})
