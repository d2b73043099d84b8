import { loginFault } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { wordsOf } from '../server-words.ts'

export const dbPasswordWrong = loginFault({
  id: 'db-password-wrong',
  layer: 'db-auth',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the password of the connection is not that of the user',
  sources: ['https://segment.com/docs/connections/storage/catalog/redshift/'],
  classes: ['db-password'],
  verdict: 'ambiguous',
  lookAlikes: ['db-user-unknown'],
  specificity: 1,
  example: 'the password was mistyped',
  blocks: 'password',
  mistype: ({ connection: { password, privateKey } }) => (privateKey === undefined ? { password: `${password}x` } : undefined),
  accepts: ({ known }) => known,
  say: (_, { connection }) =>
    sentence`The ${wordsOf(connection).server} ${name(connection.host)} does not accept the password of ${name(connection.user, 'the user ')}.`,
  where: () => 'Connection settings > Password',
  advise: () => 'Enter the password again, without spaces at its ends.',
  fix: () => [{ edit: 'serverConnection', change: { setting: 'password', value: 'entered again' } }],
})
