import { addresses, differsOnlyIn, groupsOf, isIngressRule, nearestRule, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, letsIn } from '../server-target.ts'

export const sgStaleReference = networkFault({
  id: 'sg-stale-reference',
  layer: 'security-group',
  tier: 3,
  confidence: 'documented',
  summary: 'the rule names a security group of a peer VPC that is gone: it is stale and matches nothing',
  sources: ['https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html'],
  lookAlikes: ['sg-source-is-security-group'],
  specificity: 2,
  example: 'the rules for the product name a group that is gone',
  spoil: (target) =>
    changeIngress(target, (rule) =>
      letsIn(rule, target) ? [{ ...rule, peer: { type: 'staleSecurityGroup', securityGroup: 'sg-0123456789abcdef0' } }] : [rule],
    ),
  accepts: (blocker) => isIngressRule(blocker) && differsOnlyIn(blocker, 'staleSecurityGroup'),
  say: ({ cause, first }) => {
    const peer = nearestRule(first)?.peer
    const group = peer?.type === 'staleSecurityGroup' ? peer.securityGroup : ''
    return sentence`The firewall rule names ${name(group, 'the security group ')}, which is gone: nothing admits ${addresses(cause.sources)}.`
  },
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Stale rules`,
})
