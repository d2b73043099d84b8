import { identityArn } from '../glue/identity-arn.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { LakePermission } from './need.ts'
import { iamAllowedPrincipals } from './settings.ts'
import { type Grant, type GrantedResource, keyOf } from './store.ts'

/** A grant as far as it decides. */
export type Held = Pick<Grant, 'principal' | 'permissions' | 'grantable'>

const everything = { permissions: ['ALL'], grantable: [] } as const
/** @see https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-granting-tags.html */
export const tagPermissions = ['ALTER', 'ASSOCIATE', 'DESCRIBE', 'DROP', 'GRANT_WITH_LF_TAG_EXPRESSION'] as const

const ofCreator = { permissions: ['ALL'], grantable: ['ALL'] } as const

/**
 * Who has what on one thing: what was granted, and what is there from the beginning until it is revoked. Whoever creates something has all of it;
 * IAMAllowedPrincipals may create databases, and has all of what was created under settings that say so.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html
 */
export function heldOn(on: GrantedResource, place: CatalogPlace, stores: Stores): readonly Held[] {
  const granted = stores.lakeformation.grantsIn(place).filter((grant) => isOn(grant.on, on))
  const first = fromTheBeginning(on, place, stores).filter(({ principal }) => !granted.some((grant) => grant.principal === principal))
  return [...granted, ...first]
}

function fromTheBeginning(on: GrantedResource, place: CatalogPlace, { glue, lakeformation }: Stores): readonly Held[] {
  if (on.kind === 'catalog') return [{ principal: iamAllowedPrincipals, permissions: ['CREATE_DATABASE'], grantable: [] }]
  if (on.kind === 'lfTag') return ofTagCreator(lakeformation.tag(place, on.key)?.creator)
  if (on.kind === 'lfTagExpression') return ofTagCreator(lakeformation.expression(place, on.name)?.creator)
  if (on.kind !== 'database' && on.kind !== 'table') return []
  const entity = on.kind === 'database' ? glue.database(place, on.database) : glue.table(place, on.database, on.table)
  if (entity === undefined) return []
  return [
    ...(entity.open ? [{ principal: iamAllowedPrincipals, ...everything }] : []),
    ...(entity.creator === undefined ? [] : [{ principal: entity.creator, ...ofCreator }]),
  ]
}

/** Whoever defines a tag, or an expression of tags, may change, drop, see and use it, and let others. @see https://docs.aws.amazon.com/lake-formation/latest/dg/TBAC-creating-tags.html */
const ofTagCreator = (creator: string | undefined): readonly Held[] =>
  creator === undefined ? [] : [{ principal: creator, permissions: tagPermissions, grantable: tagPermissions }]

export const isOn = (one: GrantedResource, other: GrantedResource): boolean => {
  return one.kind === other.kind && JSON.stringify(keyOf(one)) === JSON.stringify(keyOf(other))
}

/** Whether one of these gives the caller a permission. Any permission on a thing lets its holder see the thing. */
export const holds = (held: readonly Held[], permission: LakePermission, call: Call): boolean =>
  held.some(({ principal, permissions }) => isCaller(principal, call) && gives(permissions, permission))

const gives = (permissions: readonly LakePermission[], permission: LakePermission): boolean =>
  permissions.includes('ALL') || permissions.includes(permission) || (permission === 'DESCRIBE' && permissions.length > 0)

/** A user or role by its ARN, everybody of an account by its id, or everybody whom IAM allows. @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html#lf-permissions-principals */
export function isCaller(principal: string, call: Call): boolean {
  const { account } = call.caller
  if (principal === iamAllowedPrincipals || principal === 'EVERYONE') return true
  return principal === identityArn(call) || principal === account || principal === `${account}:IAMPrincipals`
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/dg/initial-lf-config.html#create-data-lake-admin */
export const isAdministrator = (place: CatalogPlace, call: Call, { lakeformation }: Stores): boolean =>
  isAmong(lakeformation.settingsOf(place).DataLakeAdmins, call)

/** Administrators, and those who see what they see and change nothing. @see https://docs.aws.amazon.com/lake-formation/latest/dg/implicit-permissions.html */
export const seesAll = (place: CatalogPlace, call: Call, stores: Stores): boolean =>
  isAdministrator(place, call, stores) || isAmong(stores.lakeformation.settingsOf(place).ReadOnlyAdmins, call)

/** Whether somebody needs no grant: who administers the data lake may do what concerns its catalog, who reads it may see. */
export const needsNoGrant = (permission: LakePermission, place: CatalogPlace, call: Call, stores: Stores): boolean =>
  permission === 'DESCRIBE' ? seesAll(place, call, stores) : isAdministrator(place, call, stores)

function isAmong(principals: readonly { readonly DataLakePrincipalIdentifier?: string | undefined }[] = [], call: Call): boolean {
  const arn = identityArn(call)
  return arn !== undefined && principals.some(({ DataLakePrincipalIdentifier: principal }) => principal === arn)
}

/** Whether the caller has all of these with the grant option. */
export const mayPassOn = (held: readonly Held[], permissions: readonly LakePermission[], call: Call): boolean => {
  const own = held
    .filter(({ principal }) => principal !== iamAllowedPrincipals && isCaller(principal, call))
    .flatMap(({ grantable }) => grantable)
  return permissions.every((permission) => own.includes('ALL') || own.includes(permission))
}
