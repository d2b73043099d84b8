import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'

interface PartitionFinding extends Finding {
  readonly partition: 'aws-cn' | 'aws-us-gov'
}

/** @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
const partitions = { 'aws-cn': 'China', 'aws-us-gov': 'GovCloud' } as const

/** The partition that a region belongs to. */
const partitionOf = (region: string): string => (region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws')

export const credentialsOtherPartition: Fault<PartitionFinding> = {
  id: 'credentials-other-partition',
  layer: 'credentials',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the keys are of an account in China or GovCloud, which the rest of AWS knows nothing of',
  sources: ['https://github.com/aws/chalice/issues/777', 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'],
  connectors: bothConnectors,
  classes: ['invalid-access-key'],
  verdict: 'extra-probe',
  lookAlikes: ['access-key-unknown'],
  specificity: 3,

  /** Where there is a role, the vendor's own key signs: no customer types it. */
  inject: ({ fixture, connection }) => {
    const { roleArn, accessKeyId, keyPartition, region } = connection
    if (roleArn !== undefined || accessKeyId !== undefined || keyPartition !== undefined || partitionOf(region) !== 'aws') return undefined
    return { fixture, connection: { ...connection, keyPartition: 'aws-cn' } }
  },

  recognise: ({ typed, tidy }) => {
    const { keyPartition: partition } = typed
    if (partition === undefined || partition === partitionOf(tidy.region)) return []
    return [{ partition, claims: [], steps: ['sts.identity', 's3.head-bucket', 's3.list', 'im.list', 'im.put', 'im.get', 'im.delete'] }]
  },

  say: ({ partition }, { connection }) =>
    sentence`The keys of the user ${name(connection.caller)} are of an account in ${partitions[partition]}, which AWS does not know in ${name(connection.region)}.`,

  where: () => 'Connection settings > Region, and Access key ID',

  advise: ({ partition }, { connection }) =>
    `Choose a region of ${partitions[partition]} where the bucket is there, or enter keys of the account that has ${connection.bucket}.`,

  fix: () => [{ edit: 'connection', change: { setting: 'keyPartition', value: undefined } }],
}
