import { addresses, differsOnlyIn, groupsOf, isIngressRule, nearestRule, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, letsIn, sourceInterface } from '../server-target.ts'

export const sgSourceIsSecurityGroup = networkFault({
  id: 'sg-source-is-security-group',
  layer: 'security-group',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the rule admits a security group, which stands for private addresses inside the VPC and never for a product outside of it',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
    'https://segment.com/docs/connections/storage/catalog/redshift/',
  ],
  lookAlikes: ['sg-missing-vendor-ip'],
  specificity: 1,
  example: 'the rules for the product name another security group of the VPC',
  spoil: (target) => {
    const { vpc } = target.subnet
    const own = [...target.networkInterface.securityGroups, ...(sourceInterface(target)?.securityGroups ?? [])]
    const other = [...target.network.securityGroups.values()].find(
      (each) => each.vpc === vpc && !own.includes(each.name) && !each.isDefault,
    )
    if (other === undefined) return undefined
    return changeIngress(target, (rule) =>
      letsIn(rule, target) ? [{ ...rule, peer: { type: 'securityGroup', securityGroup: other.name } }] : [rule],
    )
  },
  accepts: (blocker) => isIngressRule(blocker) && differsOnlyIn(blocker, 'securityGroup'),
  say: ({ cause, first }) => {
    const peer = nearestRule(first)?.peer
    const group = peer?.type === 'securityGroup' ? peer.securityGroup : ''
    return sentence`The firewall rule admits machines with ${name(group, 'the security group ')} alone, and the product comes from ${addresses(cause.sources)}.`
  },
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Inbound rules`,
})
