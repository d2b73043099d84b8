import type { Observation } from '../../connectors/observation.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'

/** A clock that is off has the same code at STS, with other words. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html */
const isWrongSignature = ({ code, message = '' }: Observation): boolean =>
  code === 'SignatureDoesNotMatch' && !/^Signature (expired|not yet current)|Credential should be scoped/.test(message)

export const wrongSecret: Fault<Finding> = {
  id: 'wrong-secret',
  layer: 'credentials',
  tier: 1,
  confidence: 'documented',
  summary: 'the secret does not belong to the access key',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html',
  ],
  connectors: bothConnectors,
  classes: ['signature'],
  verdict: 'extra-probe',
  lookAlikes: ['access-key-unknown'],
  specificity: 3,

  /** Where there is a role, the vendor's own key signs: no customer types it. The secret is AWS's example with a slip. */
  inject: (setUp) => {
    const { connection } = setUp
    if (connection.roleArn !== undefined || connection.secretAccessKey !== undefined) return undefined
    return { ...setUp, connection: { ...connection, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX' } }
  },

  /** No policy says it; only AWS's answer does. */
  recognise: ({ observations }) => {
    const steps = observations.filter(isWrongSignature).map(({ step }) => step)
    return steps.length === 0 ? [] : [{ claims: [], steps }]
  },

  say: (_, { connection }) => sentence`The secret does not belong to the access key of the user ${name(connection.caller)}.`,

  where: () => 'Connection settings > Secret access key',

  advise: () => 'Paste the 40 characters of the secret again, or create a new access key.',

  fix: () => [{ edit: 'connection', change: { setting: 'secretAccessKey', value: 'entered again' } }],
}
