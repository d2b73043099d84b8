import { cidrAround } from '../../base/cidr.ts'
import { accessPlace, seen } from '../access-rule.ts'
import { loginFault, onServer } from '../login-fault.ts'
import { addresses } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'

export const dbHostRejected = loginFault({
  id: 'db-host-rejected',
  layer: 'db-auth',
  tier: 3,
  confidence: 'documented',
  summary: 'an access rule of the database rejects the addresses of the product before another one would admit them',
  sources: ['https://www.postgresql.org/docs/15/auth-pg-hba-conf.html'],
  classes: ['pg-hba'],
  verdict: 'unique',
  lookAlikes: ['db-host-not-allowed'],
  specificity: 1,
  example: 'a rule before all others rejects the network of the product',
  connectors: ['postgres'],
  blocks: 'access',
  spoil: (server, { sources: [source] }) => {
    const reject = {
      at: server.at,
      action: 'reject' as const,
      cidr: cidrAround(source, source.family === 'ipv4' ? 24 : 64),
      tls: 'any' as const,
    }
    return server.access === undefined ? undefined : { ...server, access: [reject, ...server.access] }
  },
  accepts: ({ rule }) => rule?.action === 'reject',
  say: ({ cause }, { connection }) =>
    sentence`An access rule of the database ${name(connection.host)} rejects ${addresses(seen(cause.blockers))}.`,
  where: (_, { connection }) => accessPlace(connection),
  advise: ({ cause }, { connection: { database, user } }) =>
    `Put before the rule that rejects, for each address: hostssl ${database} ${user} ${addresses(seen(cause.blockers))} scram-sha-256.`,
  fix: ({ cause }, evidence) =>
    onServer(evidence, {
      change: 'allowAddresses',
      addresses: seen(cause.blockers),
      user: evidence.connection.user,
      database: evidence.connection.database,
      tls: evidence.connection.tls === 'off' ? 'any' : 'required',
    }),
})
