import { breakBy } from '../break-grant.ts'
import type { Fault } from '../fault.ts'
import { name, sentence } from '../sentence.ts'
import { isOfReader } from '../subject.ts'

export const dataLakeObjectsOwnedByVendor: Fault = {
  id: 'data-lake-objects-owned-by-vendor',
  layer: 'object-ownership',
  tier: 2,
  confidence: 'observed',
  summary: "the connection writes with an identity of the vendor's account, and the bucket lets whoever writes a file own it",
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html',
    'https://github.com/upserve/dockly/pull/78',
    'https://github.com/BD2KGenomics/s3am/issues/40',
    'https://repost.aws/knowledge-center/s3-bucket-owner-access',
  ],
  connectors: ['s3-data-lake'],
  classes: ['owner-read'],
  verdict: 'extra-probe',
  lookAlikes: ['object-owned-by-other-account', 'get-object-action-missing'],
  specificity: 3,

  /** Without a reader every step of the connection passes: only the owner of the bucket is kept out. */
  inject: (setUp) => {
    const { connector, bucket, reader, acl } = setUp.connection
    if (connector !== 's3-data-lake' || reader === undefined || acl !== undefined) return undefined
    return breakBy(setUp, [{ edit: 'objectOwnership', bucket, ownership: 'ObjectWriter' }])
  },

  recognise: ({ causes, fixture, connection }) => {
    const claims = causes.filter(
      ({ need, layer, decision }) =>
        isOfReader(need) && layer === 'resource' && decision.exceptions.includes('objectBelongsToAnotherAccount'),
    )
    const at = fixture.buckets.get(connection.bucket)?.at
    return claims.length === 0 ? [] : [{ claims, ...(at === undefined ? {} : { at }) }]
  },

  say: (_, { connection }) =>
    sentence`Files are written to ${name(connection.bucket)}, but your own account does not own them, so ${name(connection.reader ?? '', 'the user ')} cannot read them.`,

  where: (_, { connection }) => `S3 > ${connection.bucket} > Permissions > Object Ownership`,

  advise: () =>
    'Choose "Bucket owner enforced", so that all files belong to your account, or let the connection use a role in your account.',

  fix: (_, { connection }) => [{ edit: 'objectOwnership', bucket: connection.bucket, ownership: 'BucketOwnerEnforced' }],
}
