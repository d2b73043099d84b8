import { isLogin } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import type { ServerEvidence } from '../server-evidence.ts'
import { nearly, settingFault, slip } from '../server-input-fault.ts'
import { capital, wordsOf } from '../server-words.ts'

export const dbTableNotFound = settingFault({
  id: 'db-table-not-found',
  layer: 'db-auth',
  tier: 2,
  confidence: 'documented',
  summary: 'the database has no table of a name that the connection has',
  sources: ['https://www.postgresql.org/docs/15/errcodes-appendix.html'],
  classes: ['db-table'],
  verdict: 'unique',
  lookAlikes: ['db-grant-missing'],
  example: 'the name of the first table was mistyped',
  mistype: ({ connection }) => {
    const [first, ...others] = connection.tables
    const table = first === undefined ? undefined : slip(first)
    return table === undefined ? undefined : { tables: [table, ...others] }
  },
  meant: (evidence) => {
    const tables = tablesOf(evidence)
    const unknown = evidence.connection.tables.filter((table) => !tables.includes(table))
    if (unknown.length === 0 || tables.length === 0) return undefined
    const value = evidence.connection.tables.map((table) => (tables.includes(table) ? table : (nearly(table, tables) ?? table)))
    return { setting: 'tables', value }
  },
  explains: (cause) => isLogin(cause) && cause.leg === 'server' && cause.blockers[0].blocks === 'noTable',
  say: ({ claims: [cause] }, { connection }) => {
    const words = wordsOf(connection)
    const first = cause?.cause === 'login' ? cause.blockers[0] : undefined
    return sentence`The ${words.database} ${name(connection.database)} has no ${name(first?.blocks === 'noTable' ? first.table : '', `${words.table} `)}.`
  },
  where: ({ connection }) => `Connection settings > ${capital(wordsOf(connection).table)}s`,
  advise: ({ meant }, { connection }) =>
    `Correct the ${wordsOf(connection).table}s to ${Array.isArray(meant.value) ? meant.value.join(', ') : String(meant.value)}.`,
})

const tablesOf = ({ listener, connection }: ServerEvidence): readonly string[] => [
  ...(listener?.server?.databases.get(connection.database)?.tables.keys() ?? []),
]
