import { isLogin } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { nearly, settingFault, slip } from '../server-input-fault.ts'
import { wordsOf } from '../server-words.ts'

export const dbUserUnknown = settingFault({
  id: 'db-user-unknown',
  layer: 'db-auth',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the user of the connection does not exist, which the server does not say',
  sources: ['https://segment.com/docs/connections/storage/catalog/redshift/'],
  classes: ['db-password', 'pg-hba'],
  verdict: 'ambiguous',
  lookAlikes: ['db-password-wrong', 'db-user-not-admitted'],
  example: 'the user was mistyped',
  mistype: ({ connection }) => {
    const user = slip(connection.user)
    return user === undefined ? undefined : { user }
  },
  meant: ({ listener, connection }) => {
    const users = listener?.server?.users
    if (users === undefined || users.has(connection.user)) return undefined
    return { setting: 'user', value: nearly(connection.user, users.keys()) ?? connection.user }
  },
  explains: (cause) => isLogin(cause) && cause.leg === 'server' && ofUser.has(cause.blockers[0].blocks),
  say: (_, { connection }) =>
    sentence`The ${wordsOf(connection).server} ${name(connection.host)} has no ${name(connection.user, 'user ')}.`,
  where: 'Connection settings > User',
  advise: ({ meant }, { connection }) =>
    meant.value === connection.user
      ? `Create the user ${connection.user}, or name one that is there.`
      : `Correct the user to ${String(meant.value)}.`,
})

const ofUser: ReadonlySet<string> = new Set(['password', 'publicKey', 'access', 'connect', 'table'])
