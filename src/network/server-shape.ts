import { choice, either, list, map, optional, type Read, record, required, secret, text, truth, wholeNumber } from '../base/shape.ts'
import { cidr, oneOrMany } from './network-values.ts'

const names = oneOrMany(text())

const accessShape = record('an access rule', {
  action: optional(choice('allow', 'reject'), 'allow unless it is given'),
  users: optional(names, 'whom it is about: everybody unless given'),
  databases: optional(names, 'which databases it is about: all unless given'),
  cidr: required(cidr, 'the addresses that it is about'),
  tls: optional(choice('any', 'required', 'off'), '`required` as `hostssl`, `off` as `hostnossl` of PostgreSQL; any unless it is given'),
})

const databaseShape = record('a database', {
  allowConnections: optional(truth, 'whether it accepts connections, on unless it is given'),
  connect: optional(list(text()), 'the users who may connect to it, everybody unless given'),
  tables: optional(map(list(text())), 'its tables by name, `orders` or `sales.orders`: the users who may read each'),
})

const folderShape = record('a folder', {
  readers: optional(list(text()), 'the users who may list it, everybody unless given'),
  files: optional(map(list(text())), 'its files by name: the users who may read each'),
})

const userShape = record('an account', {
  password: optional(secret(), 'its password, made up'),
  publicKey: optional(text(), 'of an SSH or SFTP server: its line of `authorized_keys`'),
})

const connectionsShape = record('limits of connections', {
  max: required(wholeNumber(1, 100_000), 'how many it accepts at once'),
  used: required(wholeNumber(0, 100_000), 'how many are taken'),
})

/** What a server answers whom: PostgreSQL's `pg_hba.conf`, accounts, databases and grants. */
export const serverShape = record('a server', {
  state: optional(choice('up', 'down', 'silent', 'starting'), 'up unless it is given; `silent` accepts and says nothing'),
  tls: optional(choice('off', 'offered', 'required'), 'whether it speaks TLS, offered unless it is given'),
  certificate: optional(choice('trusted', 'selfSigned'), 'whether clients know who signed its certificate, trusted unless it is given'),
  access: optional(list(accessShape), 'who may try from where: the first rule that matches decides; everybody unless given'),
  users: required(map(either(['string'], secret(), userShape)), 'its accounts: the password of each, made up, or `{ publicKey }`'),
  databases: optional(map(databaseShape), 'its databases by name'),
  folders: optional(map(folderShape), 'of an SFTP server: its folders by path'),
  hostKey: optional(
    choice('known', 'changed'),
    'of an SSH or SFTP server: whether its host key is the one that the product knows, known unless it is given',
  ),
  forwarding: optional(truth, 'of an SSH server: whether it carries connections on (`AllowTcpForwarding`), on unless it is given'),
  sftpSubsystem: optional(truth, 'of an SFTP server: whether it has the line `Subsystem sftp`, on unless it is given'),
  connections: optional(connectionsShape, 'how many connections it accepts, and how many are taken'),
})

export type ServerText = Read<typeof serverShape>
