import type { AwsError } from '../error.ts'
import type { CatalogPlace, CatalogTable } from '../glue/store.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { heldOn, holds, needsNoGrant } from './held.ts'
import { heldOnDatabase, heldOnTable, partsOf } from './held-in-catalog.ts'
import type { LakePermission, Need } from './need.ts'
import { arnOfLocation, findRegistered, isWithin } from './registered-location.ts'

/** The first need that Lake Formation does not grant, in its words. */
export function refuseNeeds(needs: readonly Need[], place: CatalogPlace, call: Call, stores: Stores): AwsError | undefined {
  const missing = needs.find((need) => !isGranted(need, place, call, stores))
  return missing && { code: 'AccessDeniedException', message: sentence(missing, place, stores), status: 400 }
}

/**
 * Whether Lake Formation lets the caller do this: by a grant to IAMAllowedPrincipals, which leaves all to IAM, by one of its own, or as an
 * administrator of the data lake.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-metadata.html
 */
export function isGranted(need: Need, place: CatalogPlace, call: Call, stores: Stores): boolean {
  if (need.on === 'location') return isLocationOpen(need.location, place, call, stores)
  if (needsNoGrant(need.permission, place, call, stores)) return true
  switch (need.on) {
    case 'catalog':
      return holds(heldOn({ kind: 'catalog' }, place, stores), need.permission, call)
    case 'database':
      return isGrantedOnDatabase(need, place, call, stores)
    case 'table':
      return isGrantedOnTable(need, place, call, stores)
  }
}

/** What is not there is left to IAM where the catalog is, and else hidden. @see https://github.com/ExpediaGroup/waggle-dance/pull/359 */
function isGrantedOnDatabase({ permission, database }: Extract<Need, { on: 'database' }>, place: CatalogPlace, call: Call, stores: Stores) {
  const found = stores.glue.database(place, database)
  if (found === undefined) return holds(heldOn({ kind: 'catalog' }, place, stores), 'CREATE_DATABASE', call)
  if (holds(heldOnDatabase(found, call, stores), permission, call)) return true
  // Whoever has something in a database sees the database.
  return permission === 'DESCRIBE' && stores.glue.tablesOf(found).some((table) => holdsOnTable(table, 'DESCRIBE', call, stores))
}

function isGrantedOnTable(
  { permission, database, table }: Extract<Need, { on: 'table' }>,
  place: CatalogPlace,
  call: Call,
  stores: Stores,
) {
  const found = stores.glue.table(place, database, table)
  if (found !== undefined) return holdsOnTable(found, permission, call, stores)
  const around = stores.glue.database(place, database)
  if (around === undefined) return holds(heldOn({ kind: 'catalog' }, place, stores), 'CREATE_DATABASE', call)
  return holds(heldOnDatabase(around, call, stores), 'CREATE_TABLE', call)
}

/** Whoever has some columns or cells of a table sees the table. */
const holdsOnTable = (table: CatalogTable, permission: LakePermission, call: Call, stores: Stores): boolean =>
  holds(heldOnTable(table, call, stores), permission, call) || (permission === 'DESCRIBE' && partsOf(table, call, stores).length > 0)

/** Only registered places are guarded; whoever registered nothing guards nothing. @see https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html#data-location-permissions */
function isLocationOpen(location: string, place: CatalogPlace, call: Call, stores: Stores): boolean {
  const registered = findRegistered(location, place, stores)
  if (registered === undefined) return true
  const arn = arnOfLocation(location)
  const granted = stores.lakeformation.grantsIn(place).filter(({ on }) => on.kind === 'location' && isWithin(arn, on.arn))
  return holds(granted, 'DATA_LOCATION_ACCESS', call)
}

export const names: Readonly<Record<LakePermission, string>> = {
  ALL: 'All',
  ALTER: 'Alter',
  ASSOCIATE: 'Associate',
  CREATE_DATABASE: 'Create Database',
  CREATE_LF_TAG: 'Create LF-Tag',
  CREATE_LF_TAG_EXPRESSION: 'Create LF-Tag expression',
  CREATE_TABLE: 'Create Table',
  DATA_LOCATION_ACCESS: 'Data Location Access',
  DELETE: 'Delete',
  DESCRIBE: 'Describe',
  DROP: 'Drop',
  GRANT_WITH_LF_TAG_EXPRESSION: 'Grant with LF-Tag expressions',
  INSERT: 'Insert',
  SELECT: 'Select',
}

/** The sentences are quoted in https://github.com/hashicorp/terraform-provider-aws/pull/49953 and https://www.rudderstack.com/docs/destinations/warehouse-destinations/s3-datalake/ */
function sentence(need: Need, place: CatalogPlace, stores: Stores): string {
  const insufficient = 'Insufficient Lake Formation permission(s)'
  if (need.on === 'catalog') return `${insufficient}: Required ${names[need.permission]} on Catalog`
  if (need.on === 'location') return `${insufficient} on ${need.location}`
  if (need.on === 'database') return `${insufficient}: Required ${names[need.permission]} on ${need.database}`
  const isThere = stores.glue.table(place, need.database, need.table) !== undefined
  return isThere ? `${insufficient}: Required ${names[need.permission]} on ${need.table}` : `${insufficient} on ${need.table}`
}
