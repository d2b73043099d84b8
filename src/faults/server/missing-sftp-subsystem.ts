import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

export const missingSftpSubsystem = loginFault({
  id: 'missing-sftp-subsystem',
  layer: 'server',
  tier: 2,
  confidence: 'documented',
  summary: 'the server lets the product in and has no SFTP',
  sources: ['https://man.openbsd.org/sshd_config#Subsystem'],
  classes: ['sftp-off'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 2,
  example: 'the SSH server has no subsystem for SFTP',
  blocks: 'subsystem',
  connectors: ['sftp'],
  spoil: (server) => ({ ...server, sftpSubsystem: false }),
  say: (_, { connection: { host } }) => sentence`The server ${name(host)} lets the product in, but it has no SFTP.`,
  where: (_, { connection: { host } }) => `The server ${host} > sshd_config > Subsystem`,
  advise: () => 'Add the line `Subsystem sftp internal-sftp` to sshd_config, and reload the server.',
  fix: (_, evidence) => onServer(evidence, { change: 'enableSftp' }),
})
