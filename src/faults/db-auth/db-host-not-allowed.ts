import { covers } from '../../base/cidr.ts'
import { accessPlace, allowAdvice, elsewhere, seen, tlsOfRule } from '../access-rule.ts'
import { loginFault, onServer } from '../login-fault.ts'
import { addresses } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { wordsOf } from '../server-words.ts'

export const dbHostNotAllowed = loginFault({
  id: 'db-host-not-allowed',
  layer: 'db-auth',
  tier: 2,
  confidence: 'observed',
  summary: 'the access rules of the database do not admit the addresses of the product',
  sources: [
    'https://github.com/beekeeper-studio/beekeeper-studio/issues/1451',
    'https://github.com/joshstevens19/rindexer/issues/116',
    'https://www.postgresql.org/docs/15/auth-pg-hba-conf.html',
    'https://www.mongodb.com/docs/manual/reference/method/db.createUser/',
    'https://learn.microsoft.com/en-us/azure/azure-sql/database/firewall-configure',
  ],
  classes: ['pg-hba', 'mysql-host', 'azure-firewall', 'db-password'],
  verdict: 'unique',
  lookAlikes: ['db-host-rejected', 'db-user-not-admitted'],
  specificity: 1,
  example: 'the access rules of the database are for another network',
  connectors: ['postgres', 'mysql', 'sqlserver', 'mongodb', 'sftp'],
  blocks: 'access',
  spoil: (server, { sources }) =>
    server.access?.some(({ cidr }) => covers(cidr, sources[0])) === true
      ? { ...server, access: server.access.map((rule) => (covers(rule.cidr, sources[0]) ? { ...rule, cidr: elsewhere } : rule)) }
      : undefined,
  accepts: ({ rule, withTls, address }, { listener }) =>
    rule === undefined && withTls === undefined && listener?.server?.access?.some(({ cidr }) => covers(cidr, address)) !== true,
  say: ({ cause }, { connection }) =>
    sentence`The network is open, but the ${wordsOf(connection).server} ${name(connection.host)} has no access rule for ${name(connection.user, 'the user ')} from ${addresses(seen(cause.blockers))}.`,
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
