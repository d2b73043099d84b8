import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeDatabase } from '../server-edit.ts'

export const dbClosed = loginFault({
  id: 'db-closed',
  layer: 'db-auth',
  tier: 3,
  confidence: 'documented',
  summary: 'the database accepts no connections',
  sources: ['https://www.postgresql.org/docs/15/errcodes-appendix.html'],
  classes: ['db-closed'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 1,
  example: 'the database accepts no connections',
  connectors: ['postgres', 'redshift'],
  blocks: 'databaseClosed',
  spoil: (server, { connection }) =>
    server.databases.has(connection.database)
      ? changeDatabase(server, connection.database, (database) => ({ ...database, allowConnections: false }))
      : undefined,
  say: (_, { connection }) => sentence`${name(connection.database, 'The database ')} accepts no connections at the moment.`,
  where: (_, { connection }) => `The database ${connection.database}`,
  advise: (_, { connection }) => `Run ALTER DATABASE ${connection.database} ALLOW_CONNECTIONS true.`,
  fix: (_, evidence) => onServer(evidence, { change: 'allowConnections', database: evidence.connection.database }),
})
