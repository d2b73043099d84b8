import { elsewhere } from '../access-rule.ts'
import { networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, letsIn } from '../server-target.ts'

export const sshTunnelTargetBlocked = networkFault({
  id: 'ssh-tunnel-target-blocked',
  layer: 'tunnel',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the tunnel works, and the network of the server does not let the SSH server in',
  sources: ['https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/README.md'],
  classes: ['ssh-target'],
  verdict: 'unique',
  lookAlikes: ['ssh-tunnel-refused'],
  specificity: 3,
  example: 'the rule of the server for the SSH server names another network',
  leg: 'server',
  spoil: (target) =>
    changeIngress(target, (rule) => (letsIn(rule, target) ? [{ ...rule, peer: { type: 'cidr', cidr: elsewhere } }] : [rule])),
  accepts: ({ why }) => why.fact !== 'nameNotFound',
  say: (_, { connection }) =>
    sentence`The SSH server ${name(connection.tunnel?.host ?? '')} is fine, but it cannot reach ${name(connection.host)} at port ${String(connection.port)}.`,
  where: ({ first }) => `VPC > ${first.component.name}`,
})
