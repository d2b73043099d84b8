import type {
  DeregisterResourceRequest,
  DescribeResourceRequest,
  DescribeResourceResponse,
  ListResourcesRequest,
  ListResourcesResponse,
  RegisterResourceRequest,
  ResourceInfo,
  UpdateResourceRequest,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placeOf } from '../glue/catalog-permission.ts'
import { pageOf } from '../glue/page.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, lakeError, notThere } from './errors.ts'
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
    const { ResourceArn, RoleArn, UseServiceLinkedRole, HybridAccessEnabled } = input
    const refused = refuseUnbuilt(input)
    if (refused !== undefined) return err(refused)
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

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_UpdateResource.html */
export const updateResource: Operation<UpdateResourceRequest, object> = {
  requires: ({ RoleArn }) => ok([{ action: 'lakeformation:UpdateResource', resource: '*' }, passRole(RoleArn)]),
  run: (input, call, stores) => {
    const { ResourceArn, RoleArn: role, HybridAccessEnabled } = input
    const place = placeOf({}, call)
    if (!place.ok) return place
    const refused = refuseUnbuilt(input)
    if (refused !== undefined) return err(refused)
    const location = find(place.value, ResourceArn, stores)
    if (!location.ok) return location
    const { arn, hybrid: before } = location.value
    const hybrid = HybridAccessEnabled ?? before
    stores.lakeformation.locations.set(locationKey(place.value, arn), { ...location.value, role, hybrid, modified: call.now })
    return ok({})
  },
}

function refuseUnbuilt(input: Parsed<Omit<RegisterResourceRequest, 'ResourceArn'>>): AwsError | undefined {
  if (input.WithFederation === true || input.WithPrivilegedAccess === true)
    return { ...notImplemented('A federated location'), status: 400 }
  return input.ExpectedResourceOwnerAccount === undefined
    ? undefined
    : { ...notImplemented('A location of tables of another account'), status: 400 }
}

const passRole = (arn: string): Permission => ({
  action: 'iam:PassRole',
  resource: arn,
  context: { 'iam:PassedToService': 'lakeformation.amazonaws.com' },
})

function find(place: CatalogPlace, arn: string, { lakeformation }: Stores): Result<RegisteredLocation, AwsError> {
  const location = lakeformation.locations.get(locationKey(place, arn.replace(/\/+$/, '')))
  return location === undefined ? err(notThere) : ok(location)
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
