import type { CatalogTable, Database } from '../glue/store.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { type Held, heldOn, isCaller, isOn } from './held.ts'
import { heldByTagsOfDatabase, heldByTagsOfTable, reachOfTags } from './held-by-tags.ts'
import { iamAllowedPrincipals } from './settings.ts'
import type { CellsFilter, GrantedResource } from './store.ts'
import { columnsOf } from './tagged.ts'

/**
 * To whoever opted in, IAMAllowedPrincipals lends nothing.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-access-mode.html
 */
function enforce(held: readonly Held[], ons: readonly GrantedResource[], call: Call, place: Database | CatalogTable, stores: Stores) {
  const optedIn = stores.lakeformation
    .optInsIn(place)
    .some(({ principal, on }) => ons.some((each) => isOn(each, on)) && isCaller(principal, call))
  return optedIn ? held.filter(({ principal }) => principal !== iamAllowedPrincipals) : held
}

/** Who has what on a database, for this caller. */
export function heldOnDatabase(database: Database, call: Call, stores: Stores): readonly Held[] {
  const on = { kind: 'database', database: database.name, id: database.id } as const
  return enforce([...heldOn(on, database, stores), ...heldByTagsOfDatabase(database, database, stores)], [on], call, database, stores)
}

/** Who has what on all of a table, for this caller. */
export function heldOnTable(table: CatalogTable, call: Call, stores: Stores): readonly Held[] {
  const database = stores.glue.database(table, table.database)
  if (database === undefined) return []
  const on = { kind: 'table', database: table.database, table: table.name, id: table.id } as const
  const all = { kind: 'allTables', database: database.name, id: database.id } as const
  const held = [...heldOn(on, table, stores), ...heldOn(all, table, stores), ...heldByTagsOfTable(database, table, table, stores)]
  return enforce(held, [on, all], call, table, stores)
}

/** What the caller has of a table besides the whole. */
interface Part {
  readonly kind: 'columns' | 'cells'
  readonly columns: readonly string[]
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering.html */
export function partsOf(table: CatalogTable, call: Call, stores: Stores): readonly Part[] {
  const { lakeformation, glue } = stores
  const granted = lakeformation.grantsIn(table).filter(({ principal, permissions }) => permissions.length > 0 && isCaller(principal, call))
  const parts = granted.flatMap(({ on }): readonly Part[] => {
    if (on.kind === 'column' && on.id === table.id) return [{ kind: 'columns', columns: [on.column] }]
    if (on.kind === 'otherColumns' && on.id === table.id)
      return [{ kind: 'columns', columns: columnsOf(table).filter((name) => !on.excluded.includes(name)) }]
    const filter = on.kind === 'cells' ? lakeformation.filtersOf(table.id).find(({ id }) => id === on.id) : undefined
    return filter === undefined ? [] : [{ kind: 'cells', columns: columnsOfFilter(filter, table) }]
  })
  const database = glue.database(table, table.database)
  const byTags = database === undefined ? [] : reachOfTags(database, table, table, stores)
  const reached = byTags.filter(({ grant, whole, columns }) => !whole && columns.length > 0 && grant.permissions.length > 0)
  return [
    ...parts,
    ...reached.filter(({ grant }) => isCaller(grant.principal, call)).map(({ columns }) => ({ kind: 'columns', columns }) as const),
  ]
}

function columnsOfFilter({ input: { ColumnNames, ColumnWildcard } }: CellsFilter, table: CatalogTable): readonly string[] {
  const excluded = ColumnWildcard?.ExcludedColumnNames ?? []
  return ColumnNames ?? columnsOf(table).filter((name) => !excluded.includes(name))
}
