import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

const base = inputFault({
  id: 'key-secret-swapped',
  layer: 'credentials',
  tier: 2,
  confidence: 'knowledge',
  summary: "the ID of the access key and the secret stand in each other's field",
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
  ],
  connectors: bothConnectors,
  lookAlikes: ['access-key-unknown', 'key-whitespace'],
  /** Where there is a role, the vendor's own key signs: no customer types it. Both are AWS's examples. */
  spoil: ({ roleArn, accessKeyId }) =>
    roleArn === undefined && accessKeyId === undefined
      ? { accessKeyId: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', secretAccessKey: 'AKIAIOSFODNN7EXAMPLE' }
      : undefined,
  steps: ['sts.identity', 's3.list', 'im.list', 'im.put', 'im.get', 'im.delete'],
  say: (_, { connection }) =>
    sentence`The access key of the user ${name(connection.caller)} and its secret were entered in each other's field.`,
  advise: () => 'Enter the access key, which begins with AKIA, in the first field, and its secret in the second.',
})

export const keySecretSwapped: typeof base = {
  ...base,
  fix: () =>
    (['accessKeyId', 'secretAccessKey'] as const).map((setting) => ({ edit: 'connection', change: { setting, value: 'entered again' } })),
}
