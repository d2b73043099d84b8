import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const isExpired = (code: string | undefined): boolean => code === 'ExpiredToken' || code === 'ExpiredTokenException'

export const expiredToken: Fault<Finding> = {
  id: 'expired-token',
  layer: 'credentials',
  tier: 1,
  confidence: 'observed',
  summary: 'temporary credentials were entered, and have run out since',
  sources: [
    'https://github.com/justincormack/argmin',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html',
  ],
  connectors: bothConnectors,
  classes: ['expired'],
  verdict: 'unique',
  lookAlikes: ['clock-skew', 'invalid-token'],
  specificity: 3,

  /** Where there is a role, the vendor's own key signs: no customer types it. */
  inject: ({ fixture, connection }) => {
    if (connection.roleArn !== undefined || connection.accessKeyId !== undefined || connection.temporaryKeys === 'expired') return undefined
    return { fixture, connection: { ...connection, temporaryKeys: 'expired' } }
  },

  recognise: ({ observations, typed }) => {
    const seen = observations.filter(({ code }) => isExpired(code)).map(({ step }) => step)
    const steps = seen.length > 0 ? seen : ['sts.identity', 's3.head-bucket', 's3.list', 'im.list', 'im.put', 'im.get', 'im.delete']
    return seen.length > 0 || typed.temporaryKeys === 'expired' ? [{ claims: [], steps }] : []
  },

  say: (_, { connection }) => sentence`The temporary keys that were entered for the user ${name(connection.caller)} have run out.`,

  where: () => 'Connection settings > Access key ID, Secret access key and Session token',

  advise: () => 'Use a role, so that the connector renews them itself; else a long-term key, which begins with AKIA.',

  fix: ({ steps }, { typed }) =>
    steps === undefined || typed.temporaryKeys === undefined
      ? []
      : [{ edit: 'connection', change: { setting: 'temporaryKeys', value: undefined } }],
}
