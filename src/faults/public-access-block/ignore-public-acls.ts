import { listPrefix } from '../../connectors/s3-needs.ts'
import type { Fixture, StoredObject } from '../../fixture/fixture.ts'
import { breakBy, breakGrants, decideSetUp, dropAction } from '../break-grant.ts'
import { isBucketSide } from '../bucket-side.ts'
import type { Cause } from '../cause.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew, leastResources } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { changeEntry } from '../map-entry.ts'
import { filesIn } from '../needs-of.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

export const ignorePublicAcls: Fault<AbsenceFinding> = {
  id: 'ignore-public-acls',
  layer: 'public-access-block',
  tier: 2,
  confidence: 'documented',
  summary: 'files were made public by their access lists, and Block Public Access ignores those',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-missing-principal', 'bucket-policy-object-actions-only'],
  specificity: 2,

  /** Without the grant of the bucket policy the access lists of the files are all there is. */
  inject: (setUp) => {
    const concerns = asksFor(setUp, 's3:GetObject')
    const reading = decideSetUp(setUp).find(({ need }) => concerns(need))
    const { fixture, connection } = setUp
    // Where access lists count, what a connection of another account writes is not its reader's: that is a fault of its own.
    if (connection.reader !== undefined) return undefined
    // Files that are not there have no access lists.
    const files = filesIn(fixture.buckets.get(connection.bucket), listPrefix(connection) ?? '')
    if (reading?.decision.crossAccount !== true || connection.accessPoint !== undefined || files.length === 0) return undefined
    const broken = breakGrants(setUp, 'resource', concerns, dropAction)
    return broken && breakBy({ ...broken, fixture: makePublic(broken) }, [])
  },

  recognise: (evidence) => absenceFindings(evidence, (cause) => isBucketSide(cause) && isIgnored(evidence.fixture, cause)),

  say: ({ first }) =>
    sentence`Files in ${name(bucketOf(first.need) ?? '')} were made public by their access lists, but the bucket ignores those, and the ${whoNeeds(first.need)} is not let in.`,

  where: ({ first }) => `S3 > ${bucketOf(first.need)} > Permissions > Block public access`,

  advise: ({ claims, first }, evidence) => {
    const resources = [...new Set(claims.flatMap(({ need }) => leastResources(evidence, need)))].join(', ')
    const who = principalArnOf(evidence.fixture, first.need.by)
    return `Leave the block as it is, and allow ${who} s3:GetObject on ${resources} in the bucket policy.`
  },

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}

const makePublic = ({ fixture, connection }: SetUp): Fixture => ({
  ...fixture,
  buckets: changeEntry(fixture.buckets, connection.bucket, (bucket) => ({
    ...bucket,
    ownership: 'BucketOwnerPreferred',
    objects: new Map([...bucket.objects].map(([key, object]): [string, StoredObject] => [key, { ...object, acl: 'public-read' }])),
  })),
})

/** Whether the file has an ACL that would let everybody read it, if nothing ignored it; to a file of another account no bucket policy lets in either. */
function isIgnored({ buckets }: Fixture, { need, decision }: Cause): boolean {
  if (decision.exceptions.includes('objectBelongsToAnotherAccount')) return false
  const bucket = buckets.get(bucketOf(need) ?? '')
  const key = need.resource.slice(`arn:aws:s3:::${bucket?.name}/`.length)
  return need.action === 's3:GetObject' && bucket?.ownership !== 'BucketOwnerEnforced' && bucket?.objects.get(key)?.acl !== undefined
}
