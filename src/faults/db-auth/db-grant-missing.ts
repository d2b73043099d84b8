import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeDatabase } from '../server-edit.ts'
import { changed } from '../server-set-up.ts'

export const dbGrantMissing = loginFault({
  id: 'db-grant-missing',
  layer: 'db-auth',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the user may log in and may not read a table that the connection needs',
  sources: ['https://segment.com/docs/connections/storage/catalog/redshift/', 'https://www.postgresql.org/docs/15/sql-grant.html'],
  classes: ['db-grant'],
  verdict: 'unique',
  lookAlikes: ['db-connect-missing'],
  specificity: 1,
  example: 'the user may not read the first table',
  blocks: 'table',
  spoil: (server, { connection }) => {
    const [table] = connection.tables
    if (table === undefined) return undefined
    return changeDatabase(server, connection.database, (database) => ({
      ...database,
      tables: changed(database.tables, table, (each) => ({
        ...each,
        readers: each.readers.filter((reader) => reader !== connection.user),
      })),
    }))
  },
  say: ({ first }, { connection }) =>
    sentence`${name(connection.user, 'The user ')} may log in to ${name(connection.database)}, but may not read ${name(first.table, 'the table ')}.`,
  where: (_, { connection }) => `The database ${connection.database}`,
  advise: ({ first }, { connection }) => `Run GRANT SELECT ON ${first.table} TO ${connection.user}.`,
  fix: ({ first }, evidence) => {
    const { database, user } = evidence.connection
    return onServer(evidence, { change: 'grantSelect', database, table: first.table, user })
  },
})
