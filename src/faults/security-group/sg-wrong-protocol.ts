import { formatTraffic } from '../../network/traffic.ts'
import { differsOnlyIn, groupsOf, isIngressRule, nearestRule, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, letsIn } from '../server-target.ts'

export const sgWrongProtocol = networkFault({
  id: 'sg-wrong-protocol',
  layer: 'security-group',
  tier: 3,
  confidence: 'knowledge',
  summary: 'the security group opens the port for UDP, and databases speak TCP',
  sources: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
  lookAlikes: ['sg-missing-vendor-ip', 'sg-wrong-port'],
  specificity: 2,
  example: 'the rules for the product are for UDP',
  spoil: (target) => {
    const { port } = target.connection
    return changeIngress(target, (rule) =>
      letsIn(rule, target) ? [{ ...rule, traffic: { protocol: 'udp', ports: { from: port, to: port } } }] : [rule],
    )
  },
  accepts: (blocker) => isIngressRule(blocker) && differsOnlyIn(blocker, 'protocol'),
  say: ({ first }, { connection }) => {
    const rule = nearestRule(first)
    return sentence`The firewall of ${name(connection.host)} opens ${rule === undefined ? 'another protocol' : formatTraffic(rule.traffic)} to the product, and the connection needs tcp/${String(connection.port)}.`
  },
  where: ({ first }) => `VPC > Security groups > ${groupsOf(first)} > Inbound rules`,
})
