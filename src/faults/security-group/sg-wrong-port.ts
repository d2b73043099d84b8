import { formatTraffic } from '../../network/traffic.ts'
import { differsOnlyIn, groupsOf, isIngressRule, nearestRule, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, letsIn } from '../server-target.ts'

export const sgWrongPort = networkFault({
  id: 'sg-wrong-port',
  layer: 'security-group',
  tier: 1,
  confidence: 'documented',
  summary: 'the security group opens another port than the one that the server uses',
  sources: ['https://github.com/databricks/spark-redshift/issues/160', 'https://github.com/joshstevens19/rindexer/issues/116'],
  lookAlikes: ['sg-missing-vendor-ip', 'port-wrong'],
  specificity: 1,
  example: 'the rules for the product open the port after the right one',
  spoil: (target) => {
    const from = target.connection.port + 1
    return changeIngress(target, (rule) =>
      letsIn(rule, target) ? [{ ...rule, traffic: { protocol: 'tcp', ports: { from, to: from } } }] : [rule],
    )
  },
  accepts: (blocker) => isIngressRule(blocker) && differsOnlyIn(blocker, 'ports'),
  say: ({ first }, { connection }) => {
    const rule = nearestRule(first)
    return sentence`The firewall opens ${rule === undefined ? 'another port' : formatTraffic(rule.traffic)} to the product; ${name(connection.host)} is called at port ${String(connection.port)}.`
  },
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Inbound rules`,
})
