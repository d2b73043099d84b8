import { listPrefix } from '../../connectors/s3-needs.ts'
import { breakBy, decideSetUp } from '../break-grant.ts'
import type { Cause } from '../cause.ts'
import type { Fault, Finding } from '../fault.ts'
import { group } from '../findings.ts'
import { filesIn } from '../needs-of.ts'
import { giveObjectAway } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, whoNeeds } from '../subject.ts'

interface ForeignObjectFinding extends Finding {
  readonly first: Cause
  readonly bucket: string
}

export const objectOwnedByOtherAccount: Fault<ForeignObjectFinding> = {
  id: 'object-owned-by-other-account',
  layer: 'object-ownership',
  tier: 1,
  confidence: 'observed',
  summary: 'files were uploaded by a third account while ACLs were on, so they belong to it',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/upserve/dockly/pull/78',
  ],
  connectors: ['s3-input'],
  classes: ['object-owner', 's3-403-bare/GetObject', 'resource-implicit'],
  verdict: 'extra-probe',
  lookAlikes: ['object-arn-missing-wildcard', 'get-object-action-missing'],
  specificity: 2,

  inject: (setUp) => {
    const { fixture, connection } = setUp
    const [key] = filesIn(fixture.buckets.get(connection.bucket), listPrefix(connection) ?? '').toSorted()
    const reading = decideSetUp(setUp).find(({ need }) => asksFor(setUp, 's3:GetObject')(need))
    if (key === undefined || reading === undefined || connection.connector !== 's3-input') return undefined
    return breakBy({ ...setUp, fixture: giveObjectAway(fixture, connection.bucket, key) }, [])
  },

  recognise: ({ causes, fixture }) =>
    group(
      causes.filter(({ layer, decision }) => layer === 'resource' && decision.exceptions.includes('objectBelongsToAnotherAccount')),
      ({ need }) => bucketOf(need) ?? '',
    ).map((claims) => {
      const [first] = claims
      const bucket = bucketOf(first.need) ?? ''
      const key = first.need.resource.slice(`arn:aws:s3:::${bucket}/`.length)
      const at = fixture.buckets.get(bucket)?.objects.get(key)?.at
      return { claims, first, bucket, ...(at === undefined ? {} : { at }) }
    }),

  say: ({ first, bucket }) =>
    sentence`Some files in ${name(bucket)} belong to another AWS account, so the ${whoNeeds(first.need)} may not read them.`,

  where: ({ bucket }) => `S3 > ${bucket} > Permissions > Object Ownership`,

  advise: ({ bucket }, { fixture }) => {
    const isListed = fixture.buckets.get(bucket)?.acl !== undefined
    const first = isListed
      ? 'Take from the access list of the bucket what it grants to others, for S3 asks for that first, and switch'
      : 'Switch'
    return `${first} the bucket to "Bucket owner enforced": then all its files belong to it.`
  },

  fix: ({ bucket }) => [{ edit: 'objectOwnership', bucket, ownership: 'BucketOwnerEnforced' }],
}
