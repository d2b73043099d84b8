import { loginFault, onLeg } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

export const sshHostKeyChanged = loginFault({
  id: 'ssh-host-key-changed',
  layer: 'tunnel',
  tier: 3,
  confidence: 'documented',
  summary: 'the SSH or SFTP server has another host key than the one that the product knows',
  sources: ['https://man.openbsd.org/ssh#VERIFYING_HOST_KEYS'],
  classes: ['ssh-host-key'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 2,
  example: 'the server was set up anew and has another host key',
  blocks: 'hostKey',
  leg: 'either',
  spoil: (server, { listener: { application } }) =>
    application === 'ssh' || application === 'sftp' ? { ...server, hostKey: 'changed' } : undefined,
  say: ({ cause }, { connection: { host, tunnel } }) =>
    sentence`The server ${name(cause.leg === 'tunnel' ? (tunnel?.host ?? '') : host)} has another host key than the one that the product knows.`,
  where: ({ cause }, { connection: { host, tunnel } }) =>
    `The server ${cause.leg === 'tunnel' ? tunnel?.host : host} > sshd_config > HostKey`,
  advise: () => 'Ask whoever runs the server whether its key was changed: then enter the new fingerprint, else somebody stands in between.',
  fix: (finding, evidence) => onLeg(finding, evidence, { change: 'restoreHostKey' }),
})
