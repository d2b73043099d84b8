import { loginFault, onBastion } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

export const sshForwardingDenied = loginFault({
  id: 'ssh-forwarding-denied',
  layer: 'tunnel',
  tier: 2,
  confidence: 'documented',
  summary: 'the SSH server lets the product in and carries no connections on',
  sources: ['https://man.openbsd.org/sshd_config#AllowTcpForwarding'],
  classes: ['ssh-target'],
  verdict: 'unique',
  lookAlikes: ['ssh-tunnel-target-blocked'],
  specificity: 1,
  example: 'the SSH server allows no forwarding',
  blocks: 'forwarding',
  leg: 'tunnel',
  spoil: (server) => ({ ...server, forwarding: false }),
  say: (_, { connection: { tunnel } }) =>
    sentence`The SSH server ${name(tunnel?.host ?? '')} lets the product in, but carries no connections on.`,
  where: (_, { connection: { tunnel } }) => `The SSH server ${tunnel?.host} > sshd_config > AllowTcpForwarding`,
  advise: (_, { connection: { host, port } }) => `Set AllowTcpForwarding to yes, and PermitOpen to ${host}:${port}.`,
  fix: (_, evidence) => onBastion(evidence, { change: 'allowForwarding' }),
})
