import { covers } from '../../base/cidr.ts'
import { addresses, groupsOf, isIngressRule, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, coversPort } from '../server-target.ts'

export const sgPartialIpList = networkFault({
  id: 'sg-partial-ip-list',
  layer: 'security-group',
  tier: 2,
  confidence: 'documented',
  summary: 'the security group has some of the addresses of the product and not all: the connection works now and then',
  sources: ['https://segment.com/docs/connections/storage/catalog/redshift/'],
  verdict: 'extra-probe',
  lookAlikes: ['sg-missing-vendor-ip', 'nacl-ephemeral-too-narrow'],
  specificity: 2,
  example: 'the rule for the last of the addresses is gone',
  spoil: (target) => {
    const [last, ...others] = target.sources.toReversed()
    if (last === undefined || others.length === 0) return undefined
    return changeIngress(target, (rule) => {
      const peer = rule.peer.type === 'cidr' ? rule.peer.cidr : undefined
      return peer !== undefined && coversPort(rule, target) && covers(peer, last) && !others.some((each) => covers(peer, each))
        ? []
        : [rule]
    })
  },
  accepts: (blocker, cause) => isIngressRule(blocker) && cause.onlySome,
  say: ({ cause, first }, { connection }) =>
    sentence`The firewall of ${name(connection.host)} has some addresses of the product and not all: ${name(groupsOf(first))} lacks ${addresses(cause.sources)}.`,
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Inbound rules`,
})
