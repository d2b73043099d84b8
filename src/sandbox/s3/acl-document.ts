import type { AccessControlPolicy, Grant, Owner as OwnerOutput } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Acl, AclGrant, AclGrantee, AclPermission, Owner } from './acl.ts'
import { groupUris, parseEmail, parseGroupUri, parseId } from './acl-input.ts'
import { canonicalId, ownerOutput } from './canonical-id.ts'

/** Recorded from AWS. */
const malformedAcl: AwsError = {
  code: 'MalformedACLError',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
  status: 400,
}

/** Reads the ACL of a request's body, whose owner must be the one that is. */
export function parseAclDocument(document: Parsed<AccessControlPolicy>, owner: Owner, stores: Stores): Result<Acl, AwsError> {
  if (document.Grants === undefined || document.Owner?.ID === undefined) return err(malformedAcl)
  const named = parseId(document.Owner.ID, stores)
  if (!named.ok) return named
  if (document.Owner.ID !== canonicalId(owner, stores)) return err({ code: 'AccessDenied', message: 'Access Denied', status: 403 })
  const grants: AclGrant[] = []
  for (const grant of document.Grants) {
    const parsed = parseGrant(grant, stores)
    if (!parsed.ok) return parsed
    grants.push(parsed.value)
  }
  return ok(grants)
}

function parseGrant({ Grantee: grantee, Permission: permission }: Parsed<Grant>, stores: Stores): Result<AclGrant, AwsError> {
  if (grantee === undefined || permission === undefined) return err(malformedAcl)
  const parsed = parseGrantee(grantee, stores)
  return parsed.ok ? ok({ grantee: parsed.value, permission }) : parsed
}

function parseGrantee(grantee: NonNullable<Parsed<Grant>['Grantee']>, stores: Stores): Result<AclGrantee, AwsError> {
  if (grantee.Type === 'AmazonCustomerByEmail') return parseEmail(grantee.EmailAddress ?? '', stores)
  if (grantee.Type === 'Group') return grantee.URI === undefined ? err(malformedAcl) : parseGroupUri(grantee.URI)
  return grantee.Type !== 'CanonicalUser' || grantee.ID === undefined ? err(malformedAcl) : parseId(grantee.ID, stores)
}

const permissionsInOrder: readonly AclPermission[] = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL']

/** Older servers list groups first, each grantee's permissions in a fixed order. */
const inOlderOrder = (acl: Acl): Acl => {
  const rank = ({ grantee, permission }: AclGrant): number =>
    (grantee.type === 'group' ? 0 : permissionsInOrder.length) + permissionsInOrder.indexOf(permission)
  return [...acl].sort((a, b) => rank(a) - rank(b))
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const aclOutput = (acl: Acl, owner: Owner, stores: Stores): { Owner: OwnerOutput; Grants: Grant[] } => ({
  Owner: ownerOutput(owner, stores),
  Grants: (stores.profile === 'legacy-s3' ? inOlderOrder(acl) : acl).map(({ grantee, permission }) => ({
    Grantee:
      grantee.type === 'group'
        ? { Type: 'Group', URI: groupUris[grantee.group] }
        : { Type: 'CanonicalUser', ...ownerOutput(grantee.owner, stores) },
    Permission: permission,
  })),
})
