import { covers } from '../../base/cidr.ts'
import { accessPlace, allowAdvice, seen, tlsOfRule } from '../access-rule.ts'
import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { wordsOf } from '../server-words.ts'

export const dbUserNotAdmitted = loginFault({
  id: 'db-user-not-admitted',
  layer: 'db-auth',
  tier: 2,
  confidence: 'documented',
  summary: 'the access rules of the database admit the addresses of the product, for other users or databases',
  sources: ['https://www.postgresql.org/docs/15/auth-pg-hba-conf.html'],
  classes: ['pg-hba', 'db-password'],
  verdict: 'unique',
  lookAlikes: ['db-host-not-allowed'],
  specificity: 1,
  example: 'the access rules for the network of the product are for another user',
  connectors: ['postgres', 'mysql', 'mongodb', 'sftp'],
  blocks: 'access',
  spoil: (server, { sources, connection }) =>
    server.access?.some(({ cidr }) => covers(cidr, sources[0])) === true && (connection.tls !== 'off' || connection.connector === 'sftp')
      ? { ...server, access: server.access.map((rule) => (covers(rule.cidr, sources[0]) ? { ...rule, users: ['reporting'] } : rule)) }
      : undefined,
  accepts: ({ rule, withTls, address }, { listener }) =>
    rule === undefined && withTls === undefined && listener?.server?.access?.some(({ cidr }) => covers(cidr, address)) === true,
  say: (_, { connection }) =>
    sentence`The ${wordsOf(connection).server} ${name(connection.host)} admits the product's addresses, but not ${name(connection.user, 'the user ')} for ${name(connection.database, `the ${wordsOf(connection).database} `)}.`,
  where: (_, { connection }) => accessPlace(connection),
  advise: ({ cause }, { connection }) => allowAdvice(connection, cause.blockers),
  fix: ({ cause }, evidence) =>
    onServer(evidence, {
      change: 'allowAddresses',
      addresses: seen(cause.blockers),
      user: evidence.connection.user,
      database: evidence.connection.database,
      tls: tlsOfRule(evidence.connection),
    }),
})
