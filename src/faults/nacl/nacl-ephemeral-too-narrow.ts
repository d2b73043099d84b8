import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeAcl } from '../server-target.ts'

export const naclEphemeralTooNarrow = networkFault({
  id: 'nacl-ephemeral-too-narrow',
  layer: 'nacl',
  tier: 3,
  confidence: 'documented',
  summary: 'the network ACL lets replies out to some of the ports that clients choose: the connection works now and then',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports'],
  lookAlikes: ['nacl-ephemeral-missing', 'sg-partial-ip-list'],
  specificity: 2,
  example: 'outbound entries open the ports of Windows clients alone',
  spoil: (target) =>
    target.networkAcl.egress.length === 0
      ? undefined
      : changeAcl(target, (acl) => ({
          ...acl,
          egress: acl.egress.map((entry) => ({ ...entry, traffic: { protocol: 'tcp', ports: { from: 49152, to: 65535 } } })),
        })),
  accepts: ({ why, direction, ports }) => why.fact === 'networkAclEntry' && direction === 'return' && ports !== undefined,
  say: ({ first }, { connection }) =>
    sentence`${name(first.component.name, 'The network ACL ')} lets only some replies of ${name(connection.host)} out: Linux clients use ports from 32768 to 60999.`,
  where: ({ first }) => `VPC > Network ACLs > ${first.component.name} > Outbound rules`,
})
