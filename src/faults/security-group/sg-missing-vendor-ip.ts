import { addresses, differsOnlyIn, groupsOf, isIngressRule, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, letsIn } from '../server-target.ts'

export const sgMissingVendorIp = networkFault({
  id: 'sg-missing-vendor-ip',
  layer: 'security-group',
  tier: 1,
  confidence: 'observed',
  summary: 'the security group of the server has no inbound rule for the addresses of the product',
  sources: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
    'https://segment.com/docs/connections/storage/catalog/redshift/',
    'https://github.com/databricks/spark-redshift/issues/160',
  ],
  lookAlikes: ['sg-partial-ip-list', 'sg-wrong-port', 'nacl-inbound-deny', 'route-missing'],
  specificity: 0,
  example: 'the rule for the addresses of the product names another address',
  spoil: (target) =>
    changeIngress(target, (rule) => (letsIn(rule, target) ? [{ ...rule, peer: { type: 'cidr', cidr: elsewhere } }] : [rule])),
  accepts: (blocker) => isIngressRule(blocker) && !differsOnlyIn(blocker, 'ports'),
  say: ({ cause, first }, { connection }) =>
    sentence`The firewall of ${name(connection.host)} does not let the product in: ${name(groupsOf(first), 'security group ')} has no rule for ${addresses(cause.sources)}.`,
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Inbound rules`,
})

/** Of the addresses that are kept for documentation. @see https://www.rfc-editor.org/rfc/rfc5737 */
const elsewhere = { family: 'ipv4', first: 0xc000_0201n, last: 0xc000_0201n, prefixLength: 32 } as const
