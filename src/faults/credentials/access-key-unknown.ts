import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'

const unknownCodes: readonly (string | undefined)[] = ['InvalidClientTokenId', 'InvalidAccessKeyId']

export const accessKeyUnknown: Fault<Finding> = {
  id: 'access-key-unknown',
  layer: 'credentials',
  tier: 1,
  confidence: 'documented',
  summary: 'AWS does not know the access key: it is mistyped or was deleted',
  sources: ['https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html', 'https://github.com/justincormack/argmin'],
  connectors: bothConnectors,
  classes: ['invalid-access-key'],
  verdict: 'ambiguous',
  lookAlikes: ['access-key-inactive', 'temp-key-without-token'],
  specificity: 3,

  /** Where there is a role, the vendor's own key signs: no customer types it. The key id is AWS's example. */
  inject: (setUp) => {
    const { connection } = setUp
    if (connection.roleArn !== undefined || connection.accessKeyId !== undefined) return undefined
    return { ...setUp, connection: { ...connection, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } }
  },

  /** No policy says it; only AWS's answer does, which is the same for a key that is switched off. */
  recognise: ({ observations, fixture, connection, typed, lint }) => {
    if (typed.sessionToken !== undefined || typed.keyPartition !== undefined) return []
    const active = fixture.users.get(connection.caller)?.accessKeys[0]?.status !== 'Inactive' || connection.accessKeyId !== undefined
    const steps = observations.filter(({ code }) => unknownCodes.includes(code)).map(({ step }) => step)
    return !active || steps.length === 0 || lint.some(({ field }) => field === 'accessKeyId') ? [] : [{ claims: [], steps }]
  },

  say: (_, { connection }) => sentence`AWS does not know the access key that the connection uses for the user ${name(connection.caller)}.`,

  where: () => 'Connection settings > Access key ID',

  advise: () => 'Enter the access key again, or create a new one.',

  fix: ({ steps }, { connection }) =>
    steps === undefined || connection.accessKeyId === undefined
      ? []
      : [{ edit: 'connection', change: { setting: 'accessKeyId', value: 'entered again' } }],
}
