import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { changeDatabase } from '../server-edit.ts'

export const dbConnectMissing = loginFault({
  id: 'db-connect-missing',
  layer: 'db-auth',
  tier: 3,
  confidence: 'documented',
  summary: 'the user may not connect to the database',
  sources: ['https://www.postgresql.org/docs/15/sql-grant.html'],
  classes: ['db-grant'],
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
    sentence`${name(connection.user, 'The user ')} has the right password, but may not connect to ${name(connection.database, 'the database ')}.`,
  where: (_, { connection }) => `The database ${connection.database}`,
  advise: (_, { connection: { connector, database, user } }) =>
    connector === 'mysql'
      ? `Run GRANT SELECT ON ${database}.* TO the account of ${user}.`
      : `Run GRANT CONNECT ON DATABASE ${database} TO ${user}.`,
  fix: (_, evidence) => {
    const { database, user } = evidence.connection
    return onServer(evidence, { change: 'grantConnect', database, user })
  },
})
