import { worker } from '../../connectors/s3-needs.ts'
import { decideSetUp } from '../break-grant.ts'
import { applyEdits } from '../edit-fixture.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { holderIn, holderOf } from '../holder.ts'
import { name, sentence } from '../sentence.ts'
import { isOnBucket } from '../subject.ts'

export const requesterPays: Fault = {
  id: 'requester-pays',
  layer: 'requester-pays',
  tier: 1,
  confidence: 'observed',
  summary: 'the bucket makes the reader pay, and the connection has not agreed to that',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/awslabs/s3-connector-for-pytorch/issues/430',
  ],
  connectors: bothConnectors,
  classes: ['s3-403-bare'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-policy-missing-principal', 'bucket-owned-by-stranger'],
  specificity: 3,

  /** Only from outside of the account that owns the bucket. */
  inject: (setUp) => {
    const { bucket, requestPayer } = setUp.connection
    const isOutside = decideSetUp(setUp).some(({ need, decision }) => isOnBucket(need, setUp.connection) && decision.crossAccount)
    return isOutside && requestPayer === undefined ? applyEdits(setUp, [{ edit: 'requesterPays', bucket, value: true }]) : undefined
  },

  recognise: ({ fixture, connection, decided }) => {
    const bucket = fixture.buckets.get(connection.bucket)
    const holder = holderOf(fixture, worker(connection))
    const account = holder === undefined ? undefined : holderIn(fixture, holder)?.account
    if (bucket?.requesterPays !== true || connection.requestPayer !== undefined || account === bucket.account) return []
    const steps = decided.filter(({ need }) => isOnBucket(need, connection)).map(({ need }) => need.step)
    return [{ at: bucket.at, claims: [], steps: [...new Set(steps)] }]
  },

  say: (_, { connection }) =>
    sentence`The bucket ${name(connection.bucket)} makes whoever reads it pay, and the connection has not agreed to that.`,

  where: () => 'Connection settings > Requester pays',

  advise: () => 'Turn on "requester pays": requests and transfer are then charged to the account of the connection.',

  fix: () => [{ edit: 'connection', change: { setting: 'requestPayer', value: 'requester' } }],
}
