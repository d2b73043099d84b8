import { member } from '../base/located.ts'
import { type LakePermission, type LakeResource, lakePermissions } from '../fixture/fixture.ts'
import { grantable } from '../fixture/read-catalogs.ts'
import type { Findings } from './findings.ts'
import { has, type LocatedObject, objectAt, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import type { TicketCatalog, TicketGrant } from './ticket.ts'

/** Reads what the Lake Formation commands of the AWS CLI print. @see https://docs.aws.amazon.com/cli/latest/reference/lakeformation/ */
export function readLakeOutput(piece: Piece, into: Findings): boolean {
  return outputs.some((read) => read(piece, into))
}

type Read = (piece: Piece, into: Findings) => boolean

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html */
const listPermissions: Read = (piece, into) => {
  if (!has(piece.root, 'PrincipalResourcePermissions')) return false
  const listed = objectsAt(piece.root, 'PrincipalResourcePermissions')
  const byTag = listed.filter((grant) => objectAt(objectAt(grant, 'Resource') ?? grant, 'LFTagPolicy') !== undefined)
  const facts = { grants: listed.flatMap((grant) => grantOf(piece, grant)), grantsByTag: byTag.flatMap(principalOf) }
  return addLake(piece, into, facts, 'what Lake Formation grants', 'list-permissions')
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetDataLakeSettings.html */
const settings: Read = (piece, into) => {
  const found = objectAt(piece.root, 'DataLakeSettings')
  if (found === undefined) return false
  const administrators = objectsAt(found, 'DataLakeAdmins').flatMap((admin) => textAt(admin, 'DataLakePrincipalIdentifier') ?? [])
  return addLake(piece, into, { administrators }, 'the settings of the data lake', 'get-data-lake-settings')
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListResources.html */
const listResources: Read = (piece, into) => {
  if (!has(piece.root, 'ResourceInfoList')) return false
  const arns = objectsAt(piece.root, 'ResourceInfoList').flatMap((resource) => textAt(resource, 'ResourceArn') ?? [])
  return addLake(piece, into, { locations: arns.map(addressOf) }, 'the places that are registered in Lake Formation', 'list-resources')
}

const outputs: readonly Read[] = [listPermissions, settings, listResources]

function addLake(piece: Piece, into: Findings, facts: Omit<TicketCatalog, 'at'>, what: string, command: string): true {
  const at = placeOf(piece, piece.root)
  into.catalogs.push({ at, ...facts })
  into.understand(at, what, `it is what \`aws lakeformation ${command}\` prints`)
  return true
}

const addressOf = (arn: string): string => arn.replace(/^arn:[^:]*:s3:::/, 's3://').replace(/\/+$/, '')

function principalOf(grant: LocatedObject): readonly string[] {
  const principal = objectAt(grant, 'Principal')
  const id = principal === undefined ? undefined : textAt(principal, 'DataLakePrincipalIdentifier')
  return id === undefined ? [] : [id]
}

/** Nothing for a grant by tags, which is on whatever has them. */
function grantOf(piece: Piece, grant: LocatedObject): readonly TicketGrant[] {
  const [to] = principalOf(grant)
  const resource = objectAt(grant, 'Resource')
  const on = resource === undefined ? undefined : resourceOf(resource)
  const permissions = on === undefined ? [] : permissionsOf(grant, on)
  return to === undefined || on === undefined || permissions.length === 0 ? [] : [{ at: placeOf(piece, grant), to, on, permissions }]
}

/** Grants on columns and cells are on the table as far as a connection goes: it sees that the table is there. SELECT on every table is told of `ALL_TABLES`. */
function resourceOf(resource: LocatedObject): LakeResource | undefined {
  if (objectAt(resource, 'Catalog') !== undefined) return { kind: 'catalog' }
  const [database, location] = [objectAt(resource, 'Database'), objectAt(resource, 'DataLocation')]
  const table = objectAt(resource, 'Table') ?? objectAt(resource, 'TableWithColumns')
  if (database !== undefined) return { kind: 'database', database: textAt(database, 'Name') ?? '' }
  if (location !== undefined) return { kind: 'location', location: addressOf(textAt(location, 'ResourceArn') ?? '') }
  if (table !== undefined) {
    const isAll = has(table, 'TableWildcard') || textAt(table, 'Name') === 'ALL_TABLES'
    return { kind: 'table', database: textAt(table, 'DatabaseName') ?? '', table: isAll ? '*' : (textAt(table, 'Name') ?? '*') }
  }
  const cells = objectAt(resource, 'DataCellsFilter')
  return cells === undefined
    ? undefined
    : { kind: 'table', database: textAt(cells, 'DatabaseName') ?? '', table: textAt(cells, 'TableName') ?? '*' }
}

function permissionsOf(grant: LocatedObject, { kind }: LakeResource): readonly LakePermission[] {
  const value = member(grant, 'Permissions')
  const written = value?.kind === 'array' ? value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : []
  return lakePermissions.filter((permission) => written.includes(permission) && grantable[kind].includes(permission))
}
