import type { ServerConnection } from '../../connectors/server-connection.ts'
import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeDatabase } from '../server-edit.ts'
import { wordsOf } from '../server-words.ts'

export const dbConnectMissing = loginFault({
  id: 'db-connect-missing',
  layer: 'db-auth',
  tier: 3,
  confidence: 'documented',
  summary: 'the user may not connect to the database',
  sources: [
    'https://www.postgresql.org/docs/15/sql-grant.html',
    'https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/mssqlserver-4064-database-engine-error',
    'https://www.mongodb.com/docs/manual/reference/command/listCollections/',
  ],
  classes: ['db-grant', 'db-not-found'],
  verdict: 'unique',
  lookAlikes: ['db-grant-missing'],
  specificity: 1,
  example: 'the user may not connect to the database',
  blocks: 'connect',
  spoil: (server, { connection }) =>
    server.databases.has(connection.database)
      ? changeDatabase(server, connection.database, (database) => ({
          ...database,
          connect: (database.connect ?? [...server.users.keys()]).filter((user) => user !== connection.user),
        }))
      : undefined,
  say: (_, { connection }) =>
    connection.connector === 'sftp'
      ? sentence`${name(connection.user, 'The user ')} may log in, but may not open ${name(connection.database, 'the folder ')}.`
      : sentence`${name(connection.user, 'The user ')} has the right password, but may not connect to ${name(connection.database, 'the database ')}.`,
  where: (_, { connection }) => `The ${wordsOf(connection).database} ${connection.database}`,
  advise: (_, { connection }) => adviceFor(connection),
  fix: (_, evidence) => {
    const { database, user } = evidence.connection
    return onServer(evidence, { change: 'grantConnect', database, user })
  },
})

function adviceFor({ connector, database, user }: ServerConnection): string {
  switch (connector) {
    case 'postgres':
    case 'redshift':
      return `Run GRANT CONNECT ON DATABASE ${database} TO ${user}.`
    case 'mysql':
      return `Run GRANT SELECT ON ${database}.* TO the account of ${user}.`
    case 'sqlserver':
      return `Run in ${database}: CREATE USER ${user} FOR LOGIN ${user}.`
    case 'mongodb':
      return `Run db.grantRolesToUser('${user}', [{ role: 'read', db: '${database}' }]).`
    case 'sftp':
      return `Let ${user} list and enter the folder ${database}.`
    case 'zookeeper':
      return `Let ${user} read ${database} (setAcl).`
  }
}
