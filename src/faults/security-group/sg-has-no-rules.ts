import { groupsOf, isIngressRule, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress } from '../server-target.ts'

export const sgHasNoRules = networkFault({
  id: 'sg-has-no-rules',
  layer: 'security-group',
  tier: 2,
  confidence: 'documented',
  summary: 'the security group of the server has no inbound rules at all',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
  lookAlikes: ['sg-missing-vendor-ip'],
  specificity: 1,
  example: 'all inbound rules are gone',
  spoil: (target) => changeIngress(target, () => []),
  accepts: (blocker) => isIngressRule(blocker) && blocker.code === 'SG_HAS_NO_RULES',
  say: ({ first }, { connection }) =>
    sentence`The firewall of ${name(connection.host)} lets nobody in: ${name(groupsOf(first), 'the security group ')} has no inbound rules.`,
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Inbound rules`,
})
