import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Need } from '../lakeformation/need.ts'
import { refuseNeeds } from '../lakeformation/refuse-need.ts'
import type { Call } from '../operation.ts'
import type { OperationOf } from '../s3/on-bucket.ts'
import type { Stores } from '../stores.ts'
import { refuseReading, refuseWriting } from './catalog-key.ts'
import { catalogPermissions, placeOf } from './catalog-permission.ts'
import { noDatabase } from './errors.ts'
import type { CatalogPlace, Database } from './store.ts'

interface CatalogInput {
  readonly CatalogId?: string | undefined
}

interface CatalogOperation<Input, Output> {
  readonly action: string
  /** What is asked beside the catalog. */
  readonly on: (input: Input, place: CatalogPlace) => Omit<Parameters<typeof catalogPermissions>[0], 'action' | 'place'>
  /** What Lake Formation must grant, once IAM allows. */
  readonly needs?: (input: Input, place: CatalogPlace, stores: Stores) => readonly Need[]
  readonly run: (place: CatalogPlace, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>
}

/**
 * An operation on the Data Catalog: both IAM and Lake Formation must allow it.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-overview.html
 */
export const onCatalog = <Input extends CatalogInput, Output extends object>(
  operation: CatalogOperation<Input, Output>,
): OperationOf<Input, Output> => ({
  requires: (input, call, stores) => {
    const place = placeOf(input, call)
    if (!place.ok) return place
    return ok(catalogPermissions({ ...operation.on(input, place.value), action: operation.action, place: place.value }, stores))
  },
  run: (input, call, stores) => {
    const place = placeOf(input, call)
    if (!place.ok) return place
    const refused =
      refuseNeeds(operation.needs?.(input, place.value, stores) ?? [], place.value, call, stores) ??
      refuseKeys(operation.action, operation.on(input, place.value), place.value, call, stores)
    return refused === undefined ? operation.run(place.value, input, call, stores) : err(refused)
  },
})

/**
 * An encrypted catalog asks for its keys: to write, and to read what is named; of connections passwords alone are encrypted. The order of IAM, Lake Formation and KMS is inferred.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html
 */
function refuseKeys(
  action: string,
  { database: name, tables = [] }: ReturnType<CatalogOperation<unknown, unknown>['on']>,
  place: CatalogPlace,
  call: Call,
  stores: Stores,
): AwsError | undefined {
  if (/:(?:Batch)?(?:Create|Update)(?!Connection)/.test(action)) return refuseWriting(place, call, stores)
  if (name === undefined || !/:(?:Batch)?Get/.test(action)) return undefined
  const { glue } = stores
  const named = tables.length === 0 ? [glue.database(place, name)] : tables.map((table) => glue.table(place, name, table))
  return refuseReading(
    named.filter((entity) => entity !== undefined),
    place,
    call,
    stores,
  )
}

export function findDatabase(place: CatalogPlace, name: string, { glue }: Stores): Result<Database, AwsError> {
  const database = glue.database(place, name)
  return database === undefined ? err(noDatabase(name)) : ok(database)
}
