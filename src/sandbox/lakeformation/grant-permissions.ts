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
import { type Held, heldOn, isAdministrator, mayPassOn } from './held.ts'
import type { LakePermission } from './need.ts'
import { onLake } from './on-lake.ts'
import { type Grant, type GrantedResource, grantKey } from './store.ts'

type Entry = Parsed<
  Pick<BatchPermissionsRequestEntry, 'Principal' | 'Resource' | 'Permissions' | 'PermissionsWithGrantOption' | 'Condition'>
>

/** A grant or its opposite, understood. */
interface Change {
  readonly principal: string
  readonly ons: readonly GrantedResource[]
  readonly permissions: readonly LakePermission[]
  readonly grantable: readonly LakePermission[]
}

function parseChange(entry: Entry, place: CatalogPlace, call: Call, stores: Stores): Result<Change, AwsError> {
  if (entry.Condition !== undefined) return err({ ...notImplemented('A grant with a condition'), status: 400 })
  const principal = entry.Principal?.DataLakePrincipalIdentifier
  // The words are inferred.
  if (principal === undefined) return err(invalidInput('Principal is required.'))
  const ons = parseResource(entry.Resource ?? {}, place, stores)
  if (!ons.ok) return ons
  const permissions = parsePermissions(entry.Permissions ?? [], ons.value)
  if (!permissions.ok) return permissions
  const grantable = parsePermissions(entry.PermissionsWithGrantOption ?? [], ons.value)
  if (!grantable.ok) return grantable
  const change = { principal, ons: ons.value, permissions: permissions.value, grantable: grantable.value }
  const mayPassAllOn = change.ons.every((on) => mayPassOn(heldAround(on, place, stores), change.permissions, call))
  return isAdministrator(place, call, stores) || mayPassAllOn ? ok(change) : err(notAuthorized)
}

/** Whoever may pass on a table may pass on its columns. */
function heldAround(on: GrantedResource, place: CatalogPlace, stores: Stores): readonly Held[] {
  const own = heldOn(on, place, stores)
  if (on.kind !== 'column' && on.kind !== 'otherColumns' && on.kind !== 'cells') return own
  const table = stores.glue.table(place, on.database, on.table)
  if (table === undefined) return own
  return [...own, ...heldOn({ kind: 'table', database: table.database, table: table.name, id: table.id }, place, stores)]
}

/** The sentence is quoted in https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1302 */
const notAuthorized = lakeError(
  'AccessDeniedException',
  'Resource does not exist or requester is not authorized to access requested permissions.',
)

type Saved = Pick<Grant, 'principal' | 'on' | 'permissions' | 'grantable'>

function save(grant: Saved, place: CatalogPlace, call: Call, { lakeformation }: Stores): void {
  const more = { updated: call.now, updatedBy: identityArn(call) }
  lakeformation.grants.set(grantKey(place, grant.principal, grant.on), { ...place, ...grant, ...more })
}

const union = <T>(one: readonly T[], other: readonly T[]): readonly T[] => [...new Set([...one, ...other])]
const without = <T>(one: readonly T[], other: readonly T[]): readonly T[] => one.filter((item) => !other.includes(item))

function grant(entry: Entry, place: CatalogPlace, call: Call, stores: Stores): Result<object, AwsError> {
  const change = parseChange(entry, place, call, stores)
  if (!change.ok) return change
  const { principal, ons, permissions, grantable } = change.value
  for (const on of ons) {
    const before = heldBy(principal, on, place, stores)
    const whole = {
      principal,
      on,
      permissions: union(before?.permissions ?? [], permissions),
      grantable: union(before?.grantable ?? [], grantable),
    }
    save(whole, place, call, stores)
  }
  return ok({})
}

const heldBy = (principal: string, on: GrantedResource, place: CatalogPlace, stores: Stores): Held | undefined =>
  heldOn(on, place, stores).find((held) => held.principal === principal)

function revoke(entry: Entry, place: CatalogPlace, call: Call, stores: Stores): Result<object, AwsError> {
  const change = parseChange(entry, place, call, stores)
  if (!change.ok) return change
  const { principal, ons, permissions, grantable } = change.value
  const held = ons.map((on) => ({ on, before: heldBy(principal, on, place, stores) }))
  if (!held.every(({ before }) => before !== undefined && permissions.every((permission) => before.permissions.includes(permission))))
    return err(ons.some(({ kind }) => kind === 'lfTag') ? noTagsToRevoke : nothingToRevoke(permissions))
  for (const { on, before } of held) {
    const left = {
      principal,
      on,
      permissions: without(before?.permissions ?? [], permissions),
      grantable: without(before?.grantable ?? [], union(permissions, grantable)),
    }
    save(left, place, call, stores)
  }
  return ok({})
}

/** The sentence is quoted in https://github.com/hashicorp/terraform-provider-aws/issues/35160 */
const noTagsToRevoke = invalidInput('No permissions revoked. Revoking Tag permissions on Tags that grantee does not have permissions on')

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
