import type { ServerConnection } from '../../connectors/server-connection.ts'
import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeDatabase } from '../server-edit.ts'
import { changed } from '../server-set-up.ts'
import { wordsOf } from '../server-words.ts'

export const dbGrantMissing = loginFault({
  id: 'db-grant-missing',
  layer: 'db-auth',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the user may log in and may not read a table that the connection needs',
  sources: ['https://segment.com/docs/connections/storage/catalog/redshift/', 'https://www.postgresql.org/docs/15/sql-grant.html'],
  classes: ['db-grant', 'db-not-found'],
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
    sentence`${name(connection.user, 'The user ')} may log in to ${name(connection.database)}, but may not read ${name(first.table, `the ${wordsOf(connection).table} `)}.`,
  where: (_, { connection }) => `The ${wordsOf(connection).database} ${connection.database}`,
  advise: ({ first }, { connection }) => adviceFor(connection, first.table),
  fix: ({ first }, evidence) => {
    const { database, user } = evidence.connection
    return onServer(evidence, { change: 'grantSelect', database, table: first.table, user })
  },
})

function adviceFor({ connector, database, user }: ServerConnection, table: string): string {
  if (connector === 'sftp') return `Let ${user} read the file ${table}.`
  if (connector === 'mongodb') return `Run db.grantRolesToUser('${user}', [{ role: 'read', db: '${database}' }]).`
  return `Run GRANT SELECT ON ${table} TO ${user}.`
}
