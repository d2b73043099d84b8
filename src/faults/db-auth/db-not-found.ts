import { isLogin } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { nearly, settingFault, slip } from '../server-input-fault.ts'
import { capital, wordsOf } from '../server-words.ts'

export const dbNotFound = settingFault({
  id: 'db-not-found',
  layer: 'db-auth',
  tier: 2,
  confidence: 'documented',
  summary: 'the server has no database of the name that the connection has',
  sources: ['https://www.postgresql.org/docs/15/errcodes-appendix.html'],
  classes: ['db-not-found', 'pg-hba'],
  verdict: 'ambiguous',
  lookAlikes: ['db-user-not-admitted', 'db-connect-missing'],
  example: 'the name of the database was mistyped',
  mistype: ({ connection }) => {
    const database = slip(connection.database)
    return database === undefined ? undefined : { database }
  },
  meant: ({ listener, connection }) => {
    const databases = listener?.server?.databases
    if (databases === undefined || databases.has(connection.database)) return undefined
    return { setting: 'database', value: nearly(connection.database, databases.keys()) ?? connection.database }
  },
  explains: (cause) =>
    isLogin(cause) && cause.leg === 'server' && (cause.blockers[0].blocks === 'noDatabase' || isAccessByName(cause.blockers[0])),
  say: (_, { connection }) =>
    sentence`The server ${name(connection.host)} has no ${name(connection.database, `${wordsOf(connection).database} `)}.`,
  where: ({ connection }) => `Connection settings > ${capital(wordsOf(connection).database)}`,
  advise: ({ meant }, { connection }) =>
    meant.value === connection.database
      ? `Look up the name of the ${wordsOf(connection).database}.`
      : `Correct the ${wordsOf(connection).database} to ${String(meant.value)}.`,
})

/** Access rules may be for certain databases: none is for one that does not exist. */
const isAccessByName = (blocker: { readonly blocks: string; readonly rule?: unknown; readonly withTls?: unknown }): boolean =>
  blocker.blocks === 'access' && blocker.rule === undefined && blocker.withTls === undefined
