import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

const base = inputFault({
  id: 'temp-key-without-token',
  layer: 'credentials',
  tier: 1,
  confidence: 'observed',
  summary: 'temporary credentials were entered without their session token',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
    'https://github.com/justincormack/argmin',
  ],
  connectors: bothConnectors,
  lookAlikes: ['access-key-unknown'],
  /** Where there is a role, the vendor's own key signs: no customer types it. */
  spoil: ({ roleArn, accessKeyId }) =>
    roleArn === undefined && accessKeyId === undefined ? { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' } : undefined,
  steps: ['sts.identity', 's3.list', 'im.list', 'im.put', 'im.get', 'im.delete'],
  say: (_, { connection }) =>
    sentence`The key entered for the user ${name(connection.caller)} is a temporary one: it works only with a session token, and not for long.`,
  advise: () => 'Use a role, or a long-term key that begins with AKIA.',
})

export const tempKeyWithoutToken: typeof base = {
  ...base,
  fix: () => [{ edit: 'connection', change: { setting: 'accessKeyId', value: 'entered again' } }],
}
