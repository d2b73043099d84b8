import { loginFault } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

export const sshLoginFailed = loginFault({
  id: 'ssh-login-failed',
  layer: 'tunnel',
  tier: 2,
  confidence: 'observed',
  summary: 'the SSH server does not accept the user of the product; it does not say why',
  sources: ['https://github.com/beekeeper-studio/beekeeper-studio/issues/1451'],
  classes: ['ssh'],
  verdict: 'ambiguous',
  lookAlikes: ['ssh-tunnel-refused'],
  specificity: 1,
  example: 'the password for the SSH server was mistyped',
  blocks: 'password',
  leg: 'tunnel',
  mistype: ({ connection: { tunnel } }) =>
    tunnel === undefined || tunnel.privateKey !== undefined ? undefined : { tunnel: { ...tunnel, password: `${tunnel.password}x` } },
  say: (_, { connection: { tunnel } }) =>
    sentence`The SSH server ${name(tunnel?.host ?? '')} does not let ${name(tunnel?.user ?? '', 'the user ')} in.`,
  where: () => 'Connection settings > SSH tunnel',
  advise: () => 'Enter the user and the password of the SSH server again, and look at its log: it does not tell the client why.',
  fix: () => [{ edit: 'serverConnection', change: { setting: 'tunnelPassword', value: 'entered again' } }],
})
