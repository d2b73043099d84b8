import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'

/** STS, and S3 for a well-formed token of another session, only say that they do not know the key. */
const unknownCodes: readonly (string | undefined)[] = ['InvalidClientTokenId', 'InvalidAccessKeyId']

export const invalidToken: Fault<Finding> = {
  id: 'invalid-token',
  layer: 'credentials',
  tier: 2,
  confidence: 'observed',
  summary: 'the session token is damaged, cut off, or of another session than the key',
  sources: ['https://github.com/justincormack/argmin', 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'],
  connectors: bothConnectors,
  classes: ['invalid-token', 'invalid-access-key'],
  verdict: 'extra-probe',
  lookAlikes: ['expired-token', 'access-key-unknown'],
  specificity: 3,

  /** Where there is a role, the vendor's own key signs: no customer types it. Key and secret are AWS's examples, the token is the start of one. */
  inject: ({ fixture, connection }) => {
    if (connection.roleArn !== undefined || connection.accessKeyId !== undefined) return undefined
    const typed = {
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE',
    }
    return { fixture, connection: { ...connection, ...typed } }
  },

  /** No policy says it; only AWS's answer does. */
  recognise: ({ observations, typed }) => {
    const isTyped = typed.sessionToken !== undefined
    const steps = observations
      .filter(({ code }) => code === 'InvalidToken' || (isTyped && unknownCodes.includes(code)))
      .map(({ step }) => step)
    return steps.length === 0 ? [] : [{ claims: [], steps }]
  },

  say: (_, { connection }) =>
    sentence`The session token that was entered for the user ${name(connection.caller)} is damaged, or does not belong to the key beside it.`,

  where: () => 'Connection settings > Session token',

  advise: () => 'Paste key, secret and token again, all three of one session and to the last character; or use a long-term key.',

  fix: () =>
    (['accessKeyId', 'secretAccessKey', 'sessionToken'] as const).map((setting) => ({
      edit: 'connection',
      change: { setting, value: 'entered again' },
    })),
}
