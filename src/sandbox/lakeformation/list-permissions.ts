import type { ListPermissionsRequest, ListPermissionsResponse, PrincipalResourcePermissions } from '@aws-sdk/client-lakeformation'
import { err, ok } from '../../base/result.ts'
import { pageOf } from '../glue/page.ts'
import type { CatalogPlace } from '../glue/store.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { parseResource, resourceOutput } from './granted-resource.ts'
import { type Held, heldOn, isOn } from './held.ts'
import { onLake } from './on-lake.ts'
import type { GrantedResource } from './store.ts'

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html */
export const listPermissions: Operation<ListPermissionsRequest, ListPermissionsResponse> = onLake(
  'lakeformation:ListPermissions',
  (place, input: Parsed<ListPermissionsRequest>, _call, stores) => {
    const { Principal, Resource, ResourceType } = input
    if (input.IncludeRelated === 'TRUE') return err({ ...notImplemented('ListPermissions with what is related'), status: 400 })
    const wanted = Resource === undefined ? undefined : parseResource(Resource, place, stores)
    if (wanted?.ok === false) return wanted
    const all = thingsOf(place, stores).flatMap((on) => heldOn(on, place, stores).map((held) => ({ on, held })))
    const found = all.filter(
      ({ on, held }) =>
        held.permissions.length > 0 &&
        (wanted === undefined || isOn(on, wanted.value)) &&
        (ResourceType === undefined || typeOf(on) === ResourceType) &&
        (Principal === undefined || Principal.DataLakePrincipalIdentifier === held.principal),
    )
    const page = pageOf(found, input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ PrincipalResourcePermissions: items.map(({ on, held }) => outputOf(on, held, place)), ...next })
  },
)

/** Everything on which something can be granted. */
function thingsOf(place: CatalogPlace, { glue, lakeformation }: Stores): readonly GrantedResource[] {
  const databases = glue.databasesOf(place)
  const tagged = lakeformation.grantsIn(place).flatMap(({ on }) => (on.kind === 'lfTag' || on.kind === 'lfTagPolicy' ? [on] : []))
  const arns = new Set(lakeformation.grantsIn(place).flatMap(({ on }) => (on.kind === 'location' ? [on.arn] : [])))
  return [
    { kind: 'catalog' },
    ...databases.flatMap((database): readonly GrantedResource[] => [
      { kind: 'database', database: database.name, id: database.id },
      { kind: 'allTables', database: database.name, id: database.id },
      ...glue.tablesOf(database).map(({ name, id }) => ({ kind: 'table', database: database.name, table: name, id }) as const),
    ]),
    ...[...arns].map((arn) => ({ kind: 'location', arn }) as const),
    ...tagged.filter((on, index) => tagged.findIndex((other) => isOn(on, other)) === index),
  ]
}

const types = {
  catalog: 'CATALOG',
  database: 'DATABASE',
  table: 'TABLE',
  allTables: 'TABLE',
  location: 'DATA_LOCATION',
  lfTag: 'LF_TAG',
} as const

const typeOf = (on: GrantedResource): string =>
  on.kind !== 'lfTagPolicy' ? types[on.kind] : on.type === 'DATABASE' ? 'LF_TAG_POLICY_DATABASE' : 'LF_TAG_POLICY_TABLE'

const outputOf = (on: GrantedResource, { principal, permissions, grantable }: Held, place: CatalogPlace): PrincipalResourcePermissions => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource: resourceOutput(on, place),
  Permissions: [...permissions],
  PermissionsWithGrantOption: [...grantable],
})
