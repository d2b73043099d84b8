import { groupsOf, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changed } from '../server-set-up.ts'
import { sourceInterface } from '../server-target.ts'

export const sgEgressBlocked = networkFault({
  id: 'sg-egress-blocked',
  layer: 'security-group',
  tier: 2,
  confidence: 'observed',
  summary: 'the outbound rules at the side of the product do not let it call the server',
  sources: [
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/CHANGELOG.md',
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  ],
  lookAlikes: ['sg-missing-vendor-ip'],
  specificity: 1,
  example: 'the outbound rules of the product open port 443 alone',
  spoil: (target) => {
    const source = sourceInterface(target)
    if (source === undefined || target.connection.port === 443) return undefined
    const securityGroups = source.securityGroups.reduce(
      (groups, each) =>
        changed(groups, each, (group) => ({
          ...group,
          egress: group.egress.map((rule) => ({ ...rule, traffic: { protocol: 'tcp' as const, ports: { from: 443, to: 443 } } })),
        })),
      target.network.securityGroups,
    )
    return { ...target.network, securityGroups }
  },
  accepts: ({ why, direction }) => why.fact === 'securityGroupRules' && why.side === 'egress' && direction === 'forward',
  say: ({ first }, { connection }) =>
    sentence`The product's own firewall ${name(groupsOf(first))} does not let it call ${name(connection.host)} at port ${String(connection.port)}.`,
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Outbound rules`,
})
