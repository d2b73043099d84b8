import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placeOf } from '../glue/catalog-permission.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Call } from '../operation.ts'
import type { OperationOf } from '../s3/on-bucket.ts'
import type { Stores } from '../stores.ts'

interface LakeInput {
  readonly CatalogId?: string | undefined
}

/** An operation on the data lake of one catalog, which some requests name elsewhere. IAM knows no resources of Lake Formation. */
export const onLake = <Input extends LakeInput, Output extends object>(
  action: string,
  run: (place: CatalogPlace, input: Input, call: Call, stores: Stores) => Result<Output, AwsError>,
  catalogOf: (input: Input) => string | undefined = ({ CatalogId }) => CatalogId,
): OperationOf<Input, Output> => ({
  requires: () => ok([{ action, resource: '*' }]),
  run: (input, call, stores) => {
    const place = placeOf({ CatalogId: catalogOf(input) }, call)
    return place.ok ? run(place.value, input, call, stores) : place
  },
})
