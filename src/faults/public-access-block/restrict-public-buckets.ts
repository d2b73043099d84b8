import { isPublicStatement } from '../../engine/is-public.ts'
import { breakBy, decideSetUp } from '../break-grant.ts'
import { addToBucketPolicy } from '../bucket-side.ts'
import type { Override } from '../cause.ts'
import { removeStatement } from '../edit-statement.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group } from '../findings.ts'
import { documentsOf, type PlacedStatement } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, isOnBucket, whoNeeds } from '../subject.ts'

interface CutOffFinding extends Finding {
  readonly first: Override
  /** The statements that make the policy public. */
  readonly open: readonly PlacedStatement[]
}

export const restrictPublicBuckets: Fault<CutOffFinding> = {
  id: 'restrict-public-buckets',
  layer: 'public-access-block',
  tier: 1,
  confidence: 'documented',
  summary: 'one public statement makes the bucket policy public, and Block Public Access then cuts off all other accounts',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['resource-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-explicit-deny', 'bucket-policy-missing-principal', 'source-vpce-deny'],
  specificity: 1,

  inject: (setUp) => {
    const { bucket } = setUp.connection
    const onBucket = decideSetUp(setUp).filter(({ need }) => isOnBucket(need, setUp.connection))
    if (!onBucket.some(({ decision }) => decision.crossAccount)) return undefined
    const statement = {
      Sid: 'PublicFiles',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `${bucketArn(bucket)}/public/*`,
    }
    const settings = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: false, restrictPublicBuckets: true }
    return breakBy(setUp, [addToBucketPolicy(setUp, bucket, statement), { edit: 'publicAccessBlock', bucket, settings }])
  },

  recognise: (evidence) =>
    group(
      evidence.causes.filter((cause): cause is Override => cause.cause === 'override' && cause.exception === 'publicPolicyIsCutOff'),
      ({ need }) => bucketOf(need) ?? '',
    ).map((claims) => {
      const open = publicStatements(evidence, bucketOf(claims[0].need) ?? '')
      const at = open[0]?.statement.at
      return { claims, first: claims[0], open, ...(at === undefined ? {} : { at }) }
    }),

  say: ({ first }) =>
    sentence`The bucket ${name(bucketOf(first.need) ?? '')} has a public part, so its public access block shuts the ${whoNeeds(first.need)} out as well.`,

  where: ({ first }) => `S3 > ${bucketOf(first.need)} > Permissions > Bucket policy and Block public access`,

  advise: () => 'Remove or narrow the public statement; the grant for the role then works again.',

  fix: ({ open }) => open.toReversed().map(removeStatement),
}

const publicStatements = ({ fixture }: Evidence, bucket: string): readonly PlacedStatement[] =>
  documentsOf(fixture)
    .filter(({ place }) => place.kind === 'bucketPolicy' && place.bucket === bucket)
    .flatMap((document) =>
      document.file.policy.statements
        .filter((statement) => statement.effect === 'Allow' && isPublicStatement(statement, document.file.policy.version))
        .map((statement) => ({ document, statement })),
    )
