import type {
  CreateLakeFormationOptInRequest,
  DeleteLakeFormationOptInRequest,
  LakeFormationOptInsInfo,
  ListLakeFormationOptInsRequest,
  ListLakeFormationOptInsResponse,
  Resource,
} from '@aws-sdk/client-lakeformation'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { identityArn } from '../glue/identity-arn.ts'
import { pageOf } from '../glue/page.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, lakeError, notThere } from './errors.ts'
import { parseResource, resourceOutput } from './granted-resource.ts'
import { isAdministrator, isOn } from './held.ts'
import { onLake } from './on-lake.ts'
import { type GrantedResource, grantKey, type OptIn } from './store.ts'

interface Sent {
  readonly Principal: { readonly DataLakePrincipalIdentifier?: string | undefined }
  readonly Resource: Parsed<Resource>
  readonly Condition?: unknown
}

interface Chosen {
  readonly principal: string
  readonly on: GrantedResource
}

/** By administrators alone; the sentence is in terraform-provider-aws, internal/service/lakeformation/opt_in.go. */
const notAdministrator = lakeError('AccessDeniedException', 'Insufficient Lake Formation permission(s) on Catalog')

function parse(sent: Sent, place: CatalogPlace, call: Call, stores: Stores): Result<Chosen, AwsError> {
  if (!isAdministrator(place, call, stores)) return err(notAdministrator)
  if (sent.Condition !== undefined) return err({ ...notImplemented('An opt-in with a condition'), status: 400 })
  const principal = sent.Principal.DataLakePrincipalIdentifier
  // The words are inferred.
  if (principal === undefined) return err(invalidInput('Principal is required.'))
  const ons = parseResource(sent.Resource, place, stores)
  if (!ons.ok) return ons
  const [on] = ons.value
  if (on?.kind !== 'database' && on?.kind !== 'table' && on?.kind !== 'allTables')
    return err({ ...notImplemented('An opt-in for other things than databases and tables'), status: 400 })
  return ok({ principal, on })
}

type Input<T> = Parsed<T> & { readonly CatalogId?: undefined }

/** From now on Lake Formation decides for somebody about something. @see https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-access-mode.html */
export const createLakeFormationOptIn: Operation<CreateLakeFormationOptInRequest, object> = onLake(
  'lakeformation:CreateLakeFormationOptIn',
  (place, input: Input<CreateLakeFormationOptInRequest>, call, stores) => {
    const chosen = parse(input, place, call, stores)
    if (!chosen.ok) return chosen
    const { principal, on } = chosen.value
    const optIn = { ...place, ...chosen.value, updated: call.now, updatedBy: identityArn(call) }
    stores.lakeformation.optIns.set(grantKey(place, principal, on), optIn)
    return ok({})
  },
)

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DeleteLakeFormationOptIn.html */
export const deleteLakeFormationOptIn: Operation<DeleteLakeFormationOptInRequest, object> = onLake(
  'lakeformation:DeleteLakeFormationOptIn',
  (place, input: Input<DeleteLakeFormationOptInRequest>, call, stores) => {
    const chosen = parse(input, place, call, stores)
    if (!chosen.ok) return chosen
    const { principal, on } = chosen.value
    return stores.lakeformation.optIns.delete(grantKey(place, principal, on)) ? ok({}) : err(notThere)
  },
)

const outputOf = ({ principal, on, updated, updatedBy, ...place }: OptIn): LakeFormationOptInsInfo => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource: resourceOutput(on, place),
  LastModified: updated,
  LastUpdatedBy: updatedBy,
})

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListLakeFormationOptIns.html */
export const listLakeFormationOptIns: Operation<ListLakeFormationOptInsRequest, ListLakeFormationOptInsResponse> = onLake(
  'lakeformation:ListLakeFormationOptIns',
  (place, input: Input<ListLakeFormationOptInsRequest>, call, stores) => {
    if (!isAdministrator(place, call, stores)) return err(notAdministrator)
    const { Principal, Resource: sent } = input
    const wanted = sent === undefined ? undefined : parseResource(sent, place, stores)
    if (wanted?.ok === false) return wanted
    const found = stores.lakeformation
      .optInsIn(place)
      .filter(({ principal }) => Principal === undefined || Principal.DataLakePrincipalIdentifier === principal)
      .filter(({ on }) => wanted === undefined || wanted.value.some((each) => isOn(each, on)))
    const page = pageOf(found, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ LakeFormationOptInsInfoList: items.map(outputOf), ...next })
  },
)
