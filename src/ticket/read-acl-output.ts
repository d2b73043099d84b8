import { member } from '../base/located.ts'
import type { BucketAcl, PublicAcl } from '../fixture/fixture.ts'
import type { Findings } from './findings.ts'
import { namesInWords } from './names-in.ts'
import { has, type LocatedObject, objectAt, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import type { TicketBucket } from './ticket.ts'

/**
 * Reads access lists as the AWS CLI prints them. Of whom they let in, groups are replayed; whose a canonical id is, nothing in a ticket says.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
 */
export function readAcl(piece: Piece, into: Findings): boolean {
  const owner = objectAt(piece.root, 'Owner')
  const canonicalOwner = owner === undefined ? undefined : textAt(owner, 'ID')
  const grants = objectsAt(piece.root, 'Grants').filter((grant) => has(grant, 'Grantee', 'Permission'))
  if (canonicalOwner === undefined || grants.length === 0) return false
  const isOfObject = /get-object-acl|\bobject acl\b|--key\b/i.test(piece.hint)
  const add = isOfObject ? addObjectAcl : addBucketAcl
  add(piece, { canonicalOwner, acl: publicAclOf(grants) }, into)
  reportOthers(piece, grants, canonicalOwner, into)
  return true
}

interface AccessList {
  readonly canonicalOwner: string
  readonly acl: BucketAcl | undefined
}

function addBucketAcl(piece: Piece, { canonicalOwner, acl }: AccessList, into: Findings): void {
  const at = placeOf(piece, piece.root)
  const bucket = bucketOf(piece)
  into.buckets.push({ at, ...bucket, canonicalOwner, ...(acl === undefined ? {} : { acl }) })
  const thing = bucket.name === undefined ? 'the bucket' : `bucket \`${bucket.name}\``
  into.understand(at, `the access list of ${thing}`, 'it is what `aws s3api get-bucket-acl` prints')
}

/** On an object FULL_CONTROL is to a reader what READ is. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping */
function addObjectAcl(piece: Piece, { canonicalOwner, acl }: AccessList, into: Findings): void {
  const at = placeOf(piece, piece.root)
  const key = /--key[ =]+["']?([^\s"']+)/.exec(piece.hint)?.[1]
  const read = acl === 'public-read-write' ? 'public-read' : acl
  const object = { at, canonicalOwner, ...(key === undefined ? {} : { key }), ...(read === undefined ? {} : { acl: read }) }
  into.buckets.push({ at, ...bucketOf(piece), object })
  const thing = key === undefined ? 'the file' : `the file \`${key}\``
  into.understand(at, `the access list of ${thing}`, 'it is what `aws s3api get-object-acl` prints')
}

function bucketOf({ hint }: Piece): Pick<TicketBucket, 'name'> {
  const { bucket } = namesInWords(hint)
  return bucket === undefined ? {} : { name: bucket }
}

/** Somebody else whom the list lets in, by an id that nobody can read. */
function reportOthers(piece: Piece, grants: readonly LocatedObject[], owner: string, into: Findings): void {
  for (const grant of grants) {
    const grantee = objectAt(grant, 'Grantee')
    const id = grantee === undefined ? undefined : textAt(grantee, 'ID')
    if (id === undefined || id === owner) continue
    const message = `the access list gives ${textAt(grant, 'Permission')} to the account with the canonical id \`${id.slice(0, 8)}…\``
    const help =
      'nothing says which account that is, so this grant is no part of the replay: `aws s3api list-buckets --query Owner.ID` prints one’s own'
    into.report('acl-grant', placeOf(piece, grant), message, help)
  }
}

const groups = 'http://acs.amazonaws.com/groups/global/'

/** The canned ACL that lets the same groups in. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
function publicAclOf(grants: readonly LocatedObject[]): BucketAcl | undefined {
  const gives = (group: string, permissions: readonly string[]): boolean =>
    grants.some((grant) => {
      const grantee = objectAt(grant, 'Grantee')
      return (
        grantee !== undefined && textAt(grantee, 'URI') === `${groups}${group}` && permissions.includes(textAt(grant, 'Permission') ?? '')
      )
    })
  if (gives('AllUsers', ['WRITE', 'FULL_CONTROL'])) return 'public-read-write'
  if (gives('AllUsers', ['READ'])) return 'public-read'
  return gives('AuthenticatedUsers', ['READ', 'FULL_CONTROL']) ? 'authenticated-read' : undefined
}

/** Whether the policy is public is found out from the policy itself. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export function readPolicyStatus(piece: Piece, into: Findings): boolean {
  const status = objectAt(piece.root, 'PolicyStatus')
  const isPublic = status === undefined ? undefined : member(status, 'IsPublic')
  if (isPublic?.kind !== 'boolean') return false
  const what = `that the bucket policy is ${isPublic.value ? '' : 'not '}public`
  into.understand(placeOf(piece, piece.root), what, 'it is what `aws s3api get-bucket-policy-status` prints')
  return true
}

/** The ACL of a file, and the account that it belongs to where that is not the one of its bucket. */
export interface ShownObject {
  readonly key?: string
  readonly isOfAnother: boolean
  readonly acl?: PublicAcl
}

/** What access lists say of the files of a bucket: each is its uploader's, where that is another than the bucket's. */
export function shownObjects(outputs: readonly TicketBucket[]): readonly ShownObject[] {
  const owner = outputs.flatMap(({ canonicalOwner }) => canonicalOwner ?? [])[0]
  return outputs.flatMap(({ object }) => {
    if (object === undefined) return []
    const { key, acl, canonicalOwner } = object
    const isOfAnother = owner !== undefined && canonicalOwner !== owner
    return [{ isOfAnother, ...(key === undefined ? {} : { key }), ...(acl === undefined ? {} : { acl }) }]
  })
}
