import type {
  GetDataLakePrincipalRequest,
  GetDataLakePrincipalResponse,
  GetEffectivePermissionsForPathRequest,
  GetEffectivePermissionsForPathResponse,
} from '@aws-sdk/client-lakeformation'
import { ok } from '../../base/result.ts'
import { identityArn } from '../glue/identity-arn.ts'
import { pageOf } from '../glue/page.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { permissionsOutput } from './held-output.ts'
import { heldOnAll } from './list-permissions.ts'
import { onLake } from './on-lake.ts'
import { arnOfLocation, isWithin } from './registered-location.ts'
import type { GrantedResource } from './store.ts'

/**
 * What is granted on the databases and tables that lie at a path, but for those that are encrypted. That what lies within is told too is inferred.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetEffectivePermissionsForPath.html
 */
export const getEffectivePermissionsForPath: Operation<GetEffectivePermissionsForPathRequest, GetEffectivePermissionsForPathResponse> =
  onLake('lakeformation:GetEffectivePermissionsForPath', (place, input: Parsed<GetEffectivePermissionsForPathRequest>, _call, stores) => {
    const path = input.ResourceArn.replace(/\/+$/, '')
    const found = heldOnAll(place, stores).filter(({ on }) => liesAt(path, on, place, stores))
    const page = pageOf(permissionsOutput(found, place), input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ Permissions: items, ...next })
  })

function liesAt(path: string, on: GrantedResource, place: CatalogPlace, { glue }: Stores): boolean {
  if (on.kind === 'location') return isWithin(path, on.arn)
  const entity =
    on.kind === 'database'
      ? glue.database(place, on.database)
      : on.kind === 'table' || on.kind === 'column' || on.kind === 'otherColumns' || on.kind === 'cells'
        ? glue.table(place, on.database, on.table)
        : undefined
  if (entity === undefined || entity.keyArn !== undefined) return false
  const { input } = entity
  const location = 'LocationUri' in input ? input.LocationUri : 'StorageDescriptor' in input ? input.StorageDescriptor?.Location : undefined
  return location !== undefined && location !== '' && isWithin(arnOfLocation(location), path)
}

/** As grants name it: of a session its role. That much is inferred. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetDataLakePrincipal.html */
export const getDataLakePrincipal: Operation<GetDataLakePrincipalRequest, GetDataLakePrincipalResponse> = onLake(
  'lakeformation:GetDataLakePrincipal',
  (_place, _input: Parsed<GetDataLakePrincipalRequest> & { readonly CatalogId?: undefined }, call) => ok({ Identity: identityArn(call) }),
)
