import type {
  CredentialsScope,
  GetTemporaryDataLocationCredentialsRequest,
  GetTemporaryDataLocationCredentialsResponse,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placeOf } from '../glue/catalog-permission.ts'
import type { CatalogPlace, CatalogTable } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { invalidInput, notThere } from './errors.ts'
import type { LakePermission, Need } from './need.ts'
import { isGranted, refuseNeeds } from './refuse-need.ts'
import { arnOfLocation, findRegistered, isWithin } from './registered-location.ts'
import { accessDenied, lend } from './temporary-credentials.ts'

/**
 * Credentials for a place that is registered and that a table lies around, as far as the caller has the table. CloudTrail shows the call as
 * `GetDataAccess`, which is the action that is asked for: the service authorization reference has none of this name. The words are inferred.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetTemporaryDataLocationCredentials.html
 */
export const getTemporaryDataLocationCredentials: Operation<
  GetTemporaryDataLocationCredentialsRequest,
  GetTemporaryDataLocationCredentialsResponse
> = {
  requires: () => ok([{ action: 'lakeformation:GetDataAccess', resource: '*' }]),
  run: (input: Parsed<GetTemporaryDataLocationCredentialsRequest>, call, stores) => {
    const [location, ...more] = input.DataLocations ?? []
    if (location === undefined || more.length > 0) return err(invalidInput('Credentials are for one data location.'))
    const place = placeOf({}, call)
    if (!place.ok) return place
    const catalog = place.value
    const table = findTable(location, catalog, stores)
    if (table === undefined || findRegistered(location, catalog, stores) === undefined) return err(notThere)
    const scope = scopeFor(table, input.CredentialsScope, call, stores)
    if (!scope.ok) return scope
    const credentials = lend(location, permissionsOf[scope.value], { catalog, duration: input.DurationSeconds }, call, stores)
    if (!credentials.ok) return credentials
    return ok({ Credentials: credentials.value, AccessibleDataLocations: [location], CredentialsScope: scope.value })
  },
}

/** The one that lies closest around. */
function findTable(location: string, { catalog, region }: CatalogPlace, { glue }: Stores): CatalogTable | undefined {
  const arn = arnOfLocation(location)
  const placeOfTable = ({ input }: CatalogTable): string => arnOfLocation(input.StorageDescriptor?.Location ?? '')
  return [...glue.tables.values()]
    .filter((table) => table.catalog === catalog && table.region === region)
    .filter((table) => placeOfTable(table) !== '' && isWithin(arn, placeOfTable(table)))
    .toSorted((one, other) => placeOfTable(other).length - placeOfTable(one).length)[0]
}

const permissionsOf = {
  READ: ['SELECT'],
  READWRITE: ['SELECT', 'INSERT', 'DELETE'],
} as const satisfies Readonly<Record<CredentialsScope, readonly LakePermission[]>>

/** `SELECT` lets read, all permissions, which the page calls `SUPER`, let write; where no scope is asked for, it is as wide as may be. */
function scopeFor(
  table: CatalogTable,
  asked: CredentialsScope | undefined,
  call: Call,
  stores: Stores,
): Result<CredentialsScope, AwsError> {
  if (stores.lakeformation.settingsOf(table).AllowFullTableExternalDataAccess !== true)
    return err(accessDenied('External data access is not enabled for the data lake.'))
  const need = (permission: LakePermission): Need => ({ permission, on: 'table', database: table.database, table: table.name })
  const scope = asked ?? (isGranted(need('ALL'), table, call, stores) ? 'READWRITE' : 'READ')
  const refused = refuseNeeds([need(scope === 'READ' ? 'SELECT' : 'ALL')], table, call, stores)
  return refused === undefined ? ok(scope) : err(refused)
}
