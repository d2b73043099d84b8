import type { ListPermissionsRequest, ListPermissionsResponse } from '@aws-sdk/client-lakeformation'
import { err, ok } from '../../base/result.ts'
import { pageOf } from '../glue/page.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { invalidInput } from './errors.ts'
import { noResource, parseResource } from './granted-resource.ts'
import { heldOn, holds, isCaller, isOn, seesAll } from './held.ts'
import { type HeldOn, permissionsOutput } from './held-output.ts'
import type { LakePermission } from './need.ts'
import { onLake } from './on-lake.ts'
import type { GrantedResource } from './store.ts'

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html */
export const listPermissions: Operation<ListPermissionsRequest, ListPermissionsResponse> = onLake(
  'lakeformation:ListPermissions',
  (place, input: Parsed<ListPermissionsRequest>, call, stores) => {
    const { Principal, Resource, ResourceType } = input
    if (input.IncludeRelated === 'TRUE') return err({ ...notImplemented('ListPermissions with what is related'), status: 400 })
    if (Principal !== undefined && Resource === undefined) return err(resourceIsMissing)
    // What is granted on columns is asked of their table: terraform-provider-aws, internal/service/lakeformation/permissions.go
    if (Resource?.TableWithColumns !== undefined) return err(noResource)
    const wanted = Resource === undefined ? undefined : parseResource(Resource, place, stores)
    if (wanted?.ok === false) return wanted
    const found = seenBy(call, place, stores).filter(
      ({ on, held }) =>
        (wanted === undefined || wanted.value.some((each) => isAbout(on, each))) &&
        (ResourceType === undefined || typeOf(on) === ResourceType) &&
        (Principal === undefined || Principal.DataLakePrincipalIdentifier === held.principal),
    )
    const page = pageOf(permissionsOutput(found, place), input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ PrincipalResourcePermissions: items, ...next })
  },
)

/** In the words that moto took from AWS (moto/lakeformation/responses.py). */
const resourceIsMissing = invalidInput('Resource is mandatory if Principal is set in the input.')

/** Of a table its columns are told too. */
const isAbout = (on: GrantedResource, wanted: GrantedResource): boolean =>
  isOn(on, wanted) || (wanted.kind === 'table' && (on.kind === 'column' || on.kind === 'otherColumns') && on.id === wanted.id)

/**
 * Administrators see what is granted to anybody; others what they hold themselves, and who else has the same permissions on the same thing.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
 */
function seenBy(call: Call, place: CatalogPlace, stores: Stores): readonly HeldOn[] {
  const all = heldOnAll(place, stores)
  if (seesAll(place, call, stores)) return all
  return all.flatMap(({ on, held }) => {
    if (isCaller(held.principal, call)) return [{ on, held }]
    const own = heldOn(on, place, stores)
    const isSeen = (permission: LakePermission): boolean => holds(own, permission, call)
    const seen = { ...held, permissions: held.permissions.filter(isSeen), grantable: held.grantable.filter(isSeen) }
    return seen.permissions.length === 0 ? [] : [{ on, held: seen }]
  })
}

/** Who holds something on anything. */
export const heldOnAll = (place: CatalogPlace, stores: Stores): readonly HeldOn[] =>
  thingsOf(place, stores)
    .flatMap((on) => heldOn(on, place, stores).map((held) => ({ on, held })))
    .filter(({ held }) => held.permissions.length > 0)

/** Everything on which something can be granted. */
function thingsOf(place: CatalogPlace, stores: Stores): readonly GrantedResource[] {
  const { glue, lakeformation } = stores
  const databases = glue.databasesOf(place)
  const granted = lakeformation.grantsIn(place).flatMap(({ on }) => (isInCatalog(on) || !isThere(on, place, stores) ? [] : [on]))
  return [
    { kind: 'catalog' },
    ...databases.flatMap((database): readonly GrantedResource[] => [
      { kind: 'database', database: database.name, id: database.id },
      { kind: 'allTables', database: database.name, id: database.id },
      ...glue.tablesOf(database).map(({ name, id }) => ({ kind: 'table', database: database.name, table: name, id }) as const),
    ]),
    ...granted.filter((on, index) => granted.findIndex((other) => isOn(on, other)) === index),
  ]
}

/** Somebody holds it without a grant: its creator, or IAMAllowedPrincipals. */
const isInCatalog = ({ kind }: GrantedResource): boolean =>
  kind === 'catalog' || kind === 'database' || kind === 'table' || kind === 'allTables'

/** Grants on parts of a table end with it. */
function isThere(on: GrantedResource, place: CatalogPlace, { glue, lakeformation }: Stores): boolean {
  if (on.kind === 'column' || on.kind === 'otherColumns') return glue.table(place, on.database, on.table)?.id === on.id
  const table = on.kind === 'cells' ? glue.table(place, on.database, on.table) : undefined
  return on.kind !== 'cells' || (table !== undefined && lakeformation.filtersOf(table.id).some(({ id }) => id === on.id))
}

const types = {
  catalog: 'CATALOG',
  database: 'DATABASE',
  table: 'TABLE',
  allTables: 'TABLE',
  column: 'TABLE',
  otherColumns: 'TABLE',
  cells: 'TABLE',
  location: 'DATA_LOCATION',
  lfTag: 'LF_TAG',
  lfTagExpression: 'LF_NAMED_TAG_EXPRESSION',
} as const

const typeOf = (on: GrantedResource): string => {
  if (on.kind !== 'lfTagPolicy' && on.kind !== 'namedPolicy') return types[on.kind]
  return on.type === 'DATABASE' ? 'LF_TAG_POLICY_DATABASE' : 'LF_TAG_POLICY_TABLE'
}
