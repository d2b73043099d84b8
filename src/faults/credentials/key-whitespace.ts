import { bothConnectors } from '../fault.ts'
import { inputFault } from '../input-fault.ts'
import { name, sentence } from '../sentence.ts'

const base = inputFault({
  id: 'key-whitespace',
  layer: 'credentials',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the access key or its secret was pasted with a space, a line break or quotes',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
  ],
  connectors: bothConnectors,
  lookAlikes: ['access-key-unknown', 'wrong-secret'],
  /** Where there is a role, the vendor's own key signs: no customer types it. The key id is AWS's example. */
  spoil: ({ roleArn, accessKeyId }) =>
    roleArn === undefined && accessKeyId === undefined ? { accessKeyId: '"AKIAIOSFODNN7EXAMPLE"' } : undefined,
  steps: ['sts.identity', 's3.list', 'im.list', 'im.put', 'im.get', 'im.delete'],
  say: ({ problem }, { connection }) =>
    sentence`The ${problem.field === 'accessKeyId' ? 'access key' : 'secret'} of the user ${name(connection.caller)} was entered with a stray space, line break or quote.`,
  advise: () => 'Enter it again, without anything before or behind it.',
})

export const keyWhitespace: typeof base = {
  ...base,
  fix: ({ problem: { field } }) =>
    field === 'accessKeyId' || field === 'secretAccessKey'
      ? [{ edit: 'connection', change: { setting: field, value: 'entered again' } }]
      : [],
}
