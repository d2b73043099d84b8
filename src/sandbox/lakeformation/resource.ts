import type {
  DeregisterResourceRequest,
  DescribeResourceRequest,
  DescribeResourceResponse,
  ListResourcesRequest,
  ListResourcesResponse,
  RegisterResourceRequest,
  ResourceInfo,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placeOf } from '../glue/catalog-permission.ts'
import { pageOf } from '../glue/page.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, lakeError } from './errors.ts'
import { onLake } from './on-lake.ts'
import { locationKey, type RegisteredLocation } from './store.ts'

const serviceRole = ({ catalog }: CatalogPlace): string =>
  `arn:aws:iam::${catalog}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`

/** Hands a role to Lake Formation. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RegisterResource.html */
export const registerResource: Operation<RegisterResourceRequest, object> = {
  requires: ({ RoleArn }) =>
    ok([{ action: 'lakeformation:RegisterResource', resource: '*' }, ...(RoleArn === undefined ? [] : [passRole(RoleArn)])]),
  run: (input, call, { lakeformation }) => {
    const place = placeOf({}, call)
    if (!place.ok) return place
    const { ResourceArn, RoleArn, UseServiceLinkedRole, HybridAccessEnabled, WithFederation, WithPrivilegedAccess } = input
    if (WithFederation === true || WithPrivilegedAccess === true) return err({ ...notImplemented('A federated location'), status: 400 })
    // The words of both are inferred.
    if ((RoleArn === undefined) === (UseServiceLinkedRole !== true))
      return err(invalidInput('Either a role or the service-linked role is needed.'))
    const arn = ResourceArn.replace(/\/+$/, '')
    const key = locationKey(place.value, arn)
    if (lakeformation.locations.has(key))
      return err(lakeError('AlreadyExistsException', 'An error occurred when calling RegisterResource: the resource is already registered'))
    const role = RoleArn ?? serviceRole(place.value)
    lakeformation.locations.set(key, { ...place.value, arn, role, hybrid: HybridAccessEnabled === true, modified: call.now })
    return ok({})
  },
}

const passRole = (arn: string): Permission => ({
  action: 'iam:PassRole',
  resource: arn,
  context: { 'iam:PassedToService': 'lakeformation.amazonaws.com' },
})

function find(place: CatalogPlace, arn: string, { lakeformation }: Stores): Result<RegisteredLocation, AwsError> {
  const location = lakeformation.locations.get(locationKey(place, arn.replace(/\/+$/, '')))
  // The words are inferred.
  return location === undefined ? err(lakeError('EntityNotFoundException', 'Entity not found.')) : ok(location)
}

const outputOf = ({ arn, role, hybrid, modified }: RegisteredLocation): ResourceInfo => ({
  ResourceArn: arn,
  RoleArn: role,
  LastModified: modified,
  HybridAccessEnabled: hybrid,
  WithFederation: false,
})

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DescribeResource.html */
export const describeResource: Operation<DescribeResourceRequest, DescribeResourceResponse> = onLake(
  'lakeformation:DescribeResource',
  (place, { ResourceArn }: Parsed<DescribeResourceRequest> & { readonly CatalogId?: undefined }, _call, stores) => {
    const location = find(place, ResourceArn, stores)
    return location.ok ? ok({ ResourceInfo: outputOf(location.value) }) : location
  },
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListResources.html */
export const listResources: Operation<ListResourcesRequest, ListResourcesResponse> = onLake(
  'lakeformation:ListResources',
  (place, input: Parsed<ListResourcesRequest> & { readonly CatalogId?: undefined }, _call, { lakeformation }) => {
    if ((input.FilterConditionList ?? []).length > 0) return err({ ...notImplemented('ListResources with filters'), status: 400 })
    const page = pageOf(lakeformation.locationsIn(place), input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ ResourceInfoList: items.map(outputOf), ...next })
  },
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeregisterResource.html */
export const deregisterResource: Operation<DeregisterResourceRequest, object> = onLake(
  'lakeformation:DeregisterResource',
  (place, { ResourceArn }: Parsed<DeregisterResourceRequest> & { readonly CatalogId?: undefined }, _call, stores) => {
    const location = find(place, ResourceArn, stores)
    if (!location.ok) return location
    stores.lakeformation.locations.delete(locationKey(place, location.value.arn))
    return ok({})
  },
)
