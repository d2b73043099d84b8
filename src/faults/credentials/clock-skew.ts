import type { Observation } from '../../connectors/observation.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'

/**
 * S3 has a code of its own for it; STS says it in the text of the code for a wrong secret.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
export const isOfClock = ({ code, message = '' }: Observation): boolean =>
  code === 'RequestTimeTooSkewed' || (code === 'SignatureDoesNotMatch' && /^Signature (expired|not yet current)/.test(message))

export const clockSkew: Fault<Finding> = {
  id: 'clock-skew',
  layer: 'credentials',
  tier: 1,
  confidence: 'observed',
  summary: 'the clock of the connector is off by more than AWS bears: 15 minutes for S3, 5 for STS',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    'https://github.com/aws/aws-sdk-php/issues/612',
  ],
  connectors: bothConnectors,
  classes: ['clock'],
  verdict: 'unique',
  lookAlikes: ['wrong-secret'],
  specificity: 3,

  inject: ({ fixture, connection }) =>
    connection.clockOffset === undefined ? { fixture, connection: { ...connection, clockOffset: -1200 } } : undefined,

  /** No policy says it; only AWS's answer does. */
  recognise: ({ observations }) => {
    const steps = observations.filter(isOfClock).map(({ step }) => step)
    return steps.length === 0 ? [] : [{ claims: [], steps }]
  },

  say: (_, { connection }) =>
    sentence`The clock of the connector is off by minutes, so AWS refuses its requests; nothing is wrong with the keys or with ${name(connection.bucket)}.`,

  where: () => 'Vendor side: the clock of the host',

  advise: () => 'Synchronise the clock of the host of the connector.',

  fix: () => [{ edit: 'connection', change: { setting: 'clockOffset', value: undefined } }],
}
