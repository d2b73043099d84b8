import { elsewhere } from '../access-rule.ts'
import { addresses, networkFault } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeIngress, letsIn } from '../server-target.ts'

export const sshTunnelRefused = networkFault({
  id: 'ssh-tunnel-refused',
  layer: 'tunnel',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the network of the SSH server does not let the product in',
  sources: [
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/README.md',
    'https://github.com/beekeeper-studio/beekeeper-studio/issues/1451',
  ],
  classes: ['ssh'],
  verdict: 'extra-probe',
  lookAlikes: ['ssh-login-failed', 'ssh-tunnel-target-blocked'],
  specificity: 3,
  example: 'the rule for the addresses of the product at the SSH server names another network',
  leg: 'tunnel',
  spoil: (target) =>
    changeIngress(target, (rule) => (letsIn(rule, target) ? [{ ...rule, peer: { type: 'cidr', cidr: elsewhere } }] : [rule])),
  accepts: () => true,
  say: ({ cause }) =>
    sentence`The SSH server ${name(cause.to.host)} does not answer: its network does not let ${addresses(cause.sources)} in.`,
  where: ({ first }) => `VPC > ${first.component.name}`,
})
