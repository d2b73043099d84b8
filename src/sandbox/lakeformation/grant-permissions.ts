import type {
  BatchGrantPermissionsRequest,
  BatchGrantPermissionsResponse,
  BatchPermissionsRequestEntry,
  BatchRevokePermissionsRequest,
  BatchRevokePermissionsResponse,
  GrantPermissionsRequest,
  RevokePermissionsRequest,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { identityArn } from '../glue/identity-arn.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, lakeError } from './errors.ts'
import { parsePermissions, parseResource } from './granted-resource.ts'
import { heldOn, isAdministrator, mayPassOn } from './held.ts'
import type { LakePermission } from './need.ts'
import { onLake } from './on-lake.ts'
import { type GrantedResource, grantKey } from './store.ts'

type Entry = Parsed<
  Pick<BatchPermissionsRequestEntry, 'Principal' | 'Resource' | 'Permissions' | 'PermissionsWithGrantOption' | 'Condition'>
>

/** A grant or its opposite, understood. */
interface Change {
  readonly principal: string
  readonly on: GrantedResource
  readonly permissions: readonly LakePermission[]
  readonly grantable: readonly LakePermission[]
}

function parseChange(entry: Entry, place: CatalogPlace, call: Call, stores: Stores): Result<Change, AwsError> {
  if (entry.Condition !== undefined) return err({ ...notImplemented('A grant with a condition'), status: 400 })
  const principal = entry.Principal?.DataLakePrincipalIdentifier
  // The words are inferred.
  if (principal === undefined) return err(invalidInput('Principal is required.'))
  const on = parseResource(entry.Resource ?? {}, place, stores)
  if (!on.ok) return on
  const permissions = parsePermissions(entry.Permissions ?? [], on.value)
  if (!permissions.ok) return permissions
  const grantable = parsePermissions(entry.PermissionsWithGrantOption ?? [], on.value)
  if (!grantable.ok) return grantable
  const change = { principal, on: on.value, permissions: permissions.value, grantable: grantable.value }
  const mayDoIt = isAdministrator(place, call, stores) || mayPassOn(heldOn(change.on, place, stores), change.permissions, call)
  return mayDoIt ? ok(change) : err(notAuthorized)
}

/** The words are inferred. @see https://docs.aws.amazon.com/lake-formation/latest/dg/granting-catalog-permissions.html */
const notAuthorized = lakeError(
  'AccessDeniedException',
  'Resource does not exist or requester is not authorized to access requested permissions.',
)

function save(change: Change, place: CatalogPlace, call: Call, { lakeformation }: Stores): void {
  const more = { updated: call.now, updatedBy: identityArn(call) }
  lakeformation.grants.set(grantKey(place, change.principal, change.on), { ...place, ...change, ...more })
}

const union = <T>(one: readonly T[], other: readonly T[]): readonly T[] => [...new Set([...one, ...other])]
const without = <T>(one: readonly T[], other: readonly T[]): readonly T[] => one.filter((item) => !other.includes(item))

function grant(entry: Entry, place: CatalogPlace, call: Call, stores: Stores): Result<object, AwsError> {
  const change = parseChange(entry, place, call, stores)
  if (!change.ok) return change
  const { principal, on, permissions, grantable } = change.value
  const before = heldOn(on, place, stores).find((held) => held.principal === principal)
  const whole = {
    principal,
    on,
    permissions: union(before?.permissions ?? [], permissions),
    grantable: union(before?.grantable ?? [], grantable),
  }
  save(whole, place, call, stores)
  return ok({})
}

function revoke(entry: Entry, place: CatalogPlace, call: Call, stores: Stores): Result<object, AwsError> {
  const change = parseChange(entry, place, call, stores)
  if (!change.ok) return change
  const { principal, on, permissions, grantable } = change.value
  const before = heldOn(on, place, stores).find((held) => held.principal === principal)
  if (before === undefined || !permissions.every((permission) => before.permissions.includes(permission)))
    return err(nothingToRevoke(permissions))
  const left = {
    principal,
    on,
    permissions: without(before.permissions, permissions),
    grantable: without(before.grantable, union(permissions, grantable)),
  }
  save(left, place, call, stores)
  return ok({})
}

/** The sentence is quoted in https://github.com/data-dot-all/dataall/issues/588 */
const nothingToRevoke = (permissions: readonly LakePermission[]): AwsError =>
  invalidInput(`No permissions revoked. Grantee does not does not have:[${permissions.join(', ')}]`)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GrantPermissions.html */
export const grantPermissions: Operation<GrantPermissionsRequest, object> = onLake(
  'lakeformation:GrantPermissions',
  (place, input: Parsed<GrantPermissionsRequest>, call, stores) => grant(input, place, call, stores),
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RevokePermissions.html */
export const revokePermissions: Operation<RevokePermissionsRequest, object> = onLake(
  'lakeformation:RevokePermissions',
  (place, input: Parsed<RevokePermissionsRequest>, call, stores) => revoke(input, place, call, stores),
)

/** Each entry on its own, and which of them failed. */
const each = (
  entries: readonly Parsed<BatchPermissionsRequestEntry>[],
  change: (entry: Entry) => Result<object, AwsError>,
): Result<BatchGrantPermissionsResponse, AwsError> => {
  const Failures = entries.flatMap((entry) => {
    const changed = change(entry)
    if (changed.ok) return []
    return [{ RequestEntry: { Id: entry.Id }, Error: { ErrorCode: changed.error.code, ErrorMessage: changed.error.message } }]
  })
  return ok({ Failures })
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_BatchGrantPermissions.html */
export const batchGrantPermissions: Operation<BatchGrantPermissionsRequest, BatchGrantPermissionsResponse> = onLake(
  'lakeformation:BatchGrantPermissions',
  (place, { Entries }: Parsed<BatchGrantPermissionsRequest>, call, stores) => each(Entries, (entry) => grant(entry, place, call, stores)),
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_BatchRevokePermissions.html */
export const batchRevokePermissions: Operation<BatchRevokePermissionsRequest, BatchRevokePermissionsResponse> = onLake(
  'lakeformation:BatchRevokePermissions',
  (place, { Entries }: Parsed<BatchRevokePermissionsRequest>, call, stores) => each(Entries, (entry) => revoke(entry, place, call, stores)),
)
