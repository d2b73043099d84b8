import { loginFault, onLeg } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { keyOfLogin } from '../server-evidence.ts'
import { changed } from '../server-set-up.ts'

/** A key of nobody here. */
const another = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

export const sshKeyNotAuthorized = loginFault({
  id: 'ssh-key-not-authorized',
  layer: 'tunnel',
  tier: 2,
  confidence: 'documented',
  summary: "the key of the product is not among the user's authorized keys on the SSH or SFTP server",
  sources: ['https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT'],
  classes: ['ssh', 'db-password'],
  verdict: 'ambiguous',
  lookAlikes: ['db-user-unknown', 'db-host-not-allowed'],
  specificity: 2,
  example: 'the line of `authorized_keys` is that of another key',
  blocks: 'publicKey',
  leg: 'either',
  spoil: (server, { connection: { user, privateKey, tunnel } }) => {
    const [key, name] = tunnel === undefined ? [privateKey, user] : [tunnel.privateKey, tunnel.user]
    return key === undefined ? undefined : { ...server, users: changed(server.users, name, (each) => ({ ...each, publicKey: another })) }
  },
  accepts: ({ known }, { connection: { tunnel } }) => known || tunnel !== undefined,
  say: ({ cause }, { connection: { host, user, tunnel } }) =>
    cause.leg === 'tunnel'
      ? sentence`The SSH server ${name(tunnel?.host ?? '')} does not accept the key of ${name(tunnel?.user ?? '', 'the user ')}.`
      : sentence`The SFTP server ${name(host)} does not accept the key of ${name(user, 'the user ')}.`,
  where: ({ cause }, { connection: { host, tunnel } }) => `The server ${cause.leg === 'tunnel' ? tunnel?.host : host} > authorized_keys`,
  advise: (_, { connection }) =>
    `Add the line to authorized_keys: ${keyOfLogin(connection.tunnel ?? connection).publicKey ?? 'the public key of the product'}.`,
  fix: (finding, evidence) => {
    const end = finding.cause.leg === 'tunnel' ? evidence.connection.tunnel : evidence.connection
    const { publicKey } = end === undefined ? {} : keyOfLogin(end)
    return end === undefined || publicKey === undefined
      ? []
      : onLeg(finding, evidence, { change: 'authorizeKey', user: end.user, publicKey })
  },
})
