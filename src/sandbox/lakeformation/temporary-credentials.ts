import type {
  GetTemporaryGluePartitionCredentialsRequest,
  GetTemporaryGluePartitionCredentialsResponse,
  GetTemporaryGlueTableCredentialsRequest,
  GetTemporaryGlueTableCredentialsResponse,
} from '@aws-sdk/client-lakeformation'
import type { Credentials } from '@aws-sdk/client-sts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AttachedPolicy } from '../../engine/policy-set.ts'
import { parseArn } from '../../policy/arn.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { AwsError } from '../error.ts'
import { type CatalogPlace, type CatalogTable, partitionKey } from '../glue/store.ts'
import type { Role } from '../iam/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { issueSession } from '../sts/new-session.ts'
import { defaultDuration, sessionOf, trustOf } from '../sts/role-session.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput, lakeError, notThere } from './errors.ts'
import { partsOf } from './held-in-catalog.ts'
import type { LakePermission } from './need.ts'
import { isGranted, refuseNeeds } from './refuse-need.ts'
import { arnOfLocation, findRegistered, isWithin } from './registered-location.ts'

/** What both operations ask for alike. */
interface Wanted {
  readonly TableArn: string
  readonly Permissions?: readonly string[] | undefined
  readonly DurationSeconds?: number | undefined
  readonly SupportedPermissionTypes?: readonly string[] | undefined
}

/** What each permission on a table allows in its place in S3. @see https://docs.aws.amazon.com/lake-formation/latest/dg/using-cred-vending.html */
const s3Actions: Readonly<Partial<Record<LakePermission, readonly string[]>>> = {
  SELECT: ['s3:GetObject'],
  INSERT: ['s3:PutObject', 's3:AbortMultipartUpload'],
  DELETE: ['s3:DeleteObject'],
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetTemporaryGlueTableCredentials.html */
export const getTemporaryGlueTableCredentials: Operation<
  GetTemporaryGlueTableCredentialsRequest,
  GetTemporaryGlueTableCredentialsResponse
> = {
  requires: () => ok([{ action: 'lakeformation:GetTemporaryGlueTableCredentials', resource: '*' }]),
  run: (input, call, stores) => {
    if (input.QuerySessionContext !== undefined) return err({ ...notImplemented('Credentials for one query'), status: 400 })
    const table = findTable(input, stores)
    if (!table.ok) return table
    const place = placeInS3(table.value, input)
    if (!place.ok) return place
    const vended = vend(table.value, place.value, input, call, stores)
    return vended.ok ? ok({ ...vended.value, VendedS3Path: [place.value] }) : vended
  },
}

/** As for the table, for the place of one partition. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetTemporaryGluePartitionCredentials.html */
export const getTemporaryGluePartitionCredentials: Operation<
  GetTemporaryGluePartitionCredentialsRequest,
  GetTemporaryGluePartitionCredentialsResponse
> = {
  requires: () => ok([{ action: 'lakeformation:GetTemporaryGluePartitionCredentials', resource: '*' }]),
  run: (input, call, stores) => {
    const table = findTable(input, stores)
    if (!table.ok) return table
    const partition = stores.glue.partitions.get(partitionKey(table.value, input.Partition.Values))
    if (partition === undefined) return err(notThere)
    return vend(table.value, partition.input.StorageDescriptor?.Location ?? locationOf(table.value), input, call, stores)
  },
}

const locationOf = ({ input }: CatalogTable): string => input.StorageDescriptor?.Location ?? ''

/** A session of the role with which a place is registered, that reaches no further than the place and what was asked for. */
function vend(table: CatalogTable, place: string, input: Wanted, call: Call, stores: Stores): Result<Credentials, AwsError> {
  const permissions = parsePermissions(input)
  if (!permissions.ok) return permissions
  const refused = refuse(table, permissions.value, input, call, stores)
  if (refused !== undefined) return err(refused)
  return lend(place, permissions.value, { catalog: table, duration: input.DurationSeconds }, call, stores)
}

interface Loan {
  readonly catalog: CatalogPlace
  readonly duration: number | undefined
}

/** Of whoever may have it: nothing is asked here. */
export function lend(
  place: string,
  permissions: readonly LakePermission[],
  { catalog, duration = defaultDuration }: Loan,
  call: Call,
  stores: Stores,
): Result<Credentials, AwsError> {
  const role = findRole(place, catalog, call, stores)
  if (!role.ok) return role
  const session = {
    ...sessionOf(role.value, `lakeformation-${call.random.text(16, 'abcdef0123456789')}`),
    durationSeconds: duration,
    tags: new Map<string, string>(),
    transitiveTagKeys: new Set<string>(),
    policies: [policyFor(place, permissions)],
  }
  return ok(issueSession(session, call, stores))
}

function findTable({ TableArn }: Wanted, { glue }: Stores): Result<CatalogTable, AwsError> {
  const { account, region, resource = '' } = parseArn(TableArn) ?? {}
  const [, database, name] = /^table\/([^/]+)\/([^/]+)$/.exec(resource) ?? []
  const table = [...glue.tables.values()].find(
    (each) => each.catalog === account && each.region === region && each.database === database && each.name === name,
  )
  return table === undefined ? err(notThere) : ok(table)
}

/** The words are inferred. */
function parsePermissions({ Permissions = ['SELECT'] }: Wanted): Result<readonly LakePermission[], AwsError> {
  const known = Permissions.flatMap((text): readonly LakePermission[] =>
    text === 'SELECT' || text === 'INSERT' || text === 'DELETE' ? [text] : [],
  )
  return known.length === Permissions.length ? ok(known) : err(invalidInput('Credentials are for SELECT, INSERT and DELETE.'))
}

/** Only where the data lake lets engines outside of AWS in. @see https://docs.aws.amazon.com/lake-formation/latest/dg/full-table-credential-vending.html */
function refuse(
  table: CatalogTable,
  permissions: readonly LakePermission[],
  { SupportedPermissionTypes: types = [] }: Wanted,
  call: Call,
  stores: Stores,
): AwsError | undefined {
  const {
    AllowFullTableExternalDataAccess: isOpen,
    AllowExternalDataFiltering,
    ExternalDataFilteringAllowList = [],
  } = stores.lakeformation.settingsOf(table)
  const isListed =
    AllowExternalDataFiltering === true &&
    ExternalDataFilteringAllowList.some(({ DataLakePrincipalIdentifier: account }) => account === call.caller.account)
  if (isOpen !== true && !isListed) return accessDenied('External data access is not enabled for the data lake.')
  const needs = permissions.map((permission) => ({ permission, on: 'table', database: table.database, table: table.name }) as const)
  const missing = needs.filter((need) => !isGranted(need, table, call, stores))
  const parts = partsOf(table, call, stores)
  // Part of a table can be had by an engine that leaves out the rest, and is trusted to.
  if (missing.length === 0 || parts.length === 0 || !isListed || missing.some(({ permission }) => permission !== 'SELECT'))
    return refuseNeeds(missing, table, call, stores)
  return parts.every(({ kind }) => types.includes(typeOf[kind])) ? undefined : mismatch
}

const typeOf = { columns: 'COLUMN_PERMISSION', cells: 'CELL_FILTER_PERMISSION' } as const

/** The words are of the model. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetTemporaryGlueTableCredentials.html#API_GetTemporaryGlueTableCredentials_Errors */
const mismatch = lakeError(
  'PermissionTypeMismatchException',
  'The engine does not support filtering data based on the enforced permissions.',
)

/** The words are inferred. */
export const accessDenied = (message: string): AwsError => lakeError('AccessDeniedException', message)

/** The table's own, or a place within that the request names. */
function placeInS3(table: CatalogTable, { S3Path }: Parsed<GetTemporaryGlueTableCredentialsRequest>): Result<string, AwsError> {
  const location = locationOf(table)
  if (S3Path === undefined) return ok(location)
  // The words are inferred.
  return isWithin(arnOfLocation(S3Path), arnOfLocation(location)) ? ok(S3Path) : err(invalidInput('The path is not within the table.'))
}

/** It must trust Lake Formation. */
function findRole(place: string, catalog: CatalogPlace, call: Call, stores: Stores): Result<Role, AwsError> {
  const registered = findRegistered(place, catalog, stores)
  if (registered === undefined) return err(accessDenied('The location of the table is not registered.'))
  const role = stores.iam.account(catalog.catalog).roles.get(registered.role.split('/').at(-1) ?? '')
  if (role === undefined || role.arn !== registered.role) return err(accessDenied('The role of the location cannot be assumed.'))
  const trusted = call.permits({
    action: 'sts:AssumeRole',
    resource: role.arn,
    resourceAccount: role.account,
    principal: { type: 'service', service: 'lakeformation.amazonaws.com' },
    policies: trustOf(role, stores),
  })
  return trusted.ok ? ok(role) : err(accessDenied('The role of the location cannot be assumed.'))
}

function policyFor(location: string, permissions: readonly LakePermission[]): AttachedPolicy {
  const arn = arnOfLocation(location)
  const [bucket = '', ...prefix] = arn.split('/')
  const Action = permissions.flatMap((permission) => s3Actions[permission] ?? [])
  const Condition = { StringLike: { 's3:prefix': prefix.length === 0 ? '*' : [prefix.join('/'), `${prefix.join('/')}/*`] } }
  const Statement = [
    { Effect: 'Allow', Action, Resource: `${arn}/*` },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket, Condition },
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' },
  ]
  const policy = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement }), 'lakeformation', 'session')
  if (!policy.ok) throw new Error('internal error: a policy of Lake Formation does not parse')
  return { name: 'lakeformation', policy: policy.value }
}
