import type { CatalogPlace, CatalogTable, Database } from '../glue/store.ts'
import type { Stores } from '../stores.ts'
import type { Held } from './held.ts'
import type { Grant, TagValues } from './store.ts'
import { columnsOf, type TagMap, tagsOfColumn, tagsOfDatabase, tagsOfTable } from './tagged.ts'

/** Whether something carries, of each tag of an expression, one of the values. @see https://docs.aws.amazon.com/lake-formation/latest/dg/managing-tag-expressions.html */
const carries = (tags: TagMap, expression: readonly TagValues[]): boolean =>
  expression.every(({ key, values }) => {
    const value = tags.get(key)
    return value !== undefined && (values.includes('*') || values.includes(value))
  })

function policies(type: 'DATABASE' | 'TABLE', place: CatalogPlace, { lakeformation }: Stores) {
  return lakeformation
    .grantsIn(place)
    .flatMap((grant): readonly (readonly [Grant, readonly TagValues[]])[] =>
      grant.on.kind === 'lfTagPolicy' && grant.on.type === type ? [[grant, grant.on.expression]] : [],
    )
}

/** What is granted on a database by the tags that it carries. @see https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html */
export function heldByTagsOfDatabase(database: Database, place: CatalogPlace, stores: Stores): readonly Held[] {
  const tags = tagsOfDatabase(database, stores.lakeformation)
  return policies('DATABASE', place, stores).flatMap(([grant, expression]) => (carries(tags, expression) ? [grant] : []))
}

/**
 * What is granted on a table by its tags and those of its columns. Grants reach columns; one that does not reach them all lets its holder see the
 * table, and no more, as columns have no grants of their own here.
 */
export function heldByTagsOfTable(database: Database, table: CatalogTable, place: CatalogPlace, stores: Stores): readonly Held[] {
  const { lakeformation } = stores
  const whole = tagsOfTable(database, table, lakeformation)
  const columns = columnsOf(table).map((column) => tagsOfColumn(database, table, column, lakeformation))
  return policies('TABLE', place, stores).flatMap(([grant, expression]): readonly Held[] => {
    const reached = [whole, ...columns].map((tags) => carries(tags, expression))
    if (reached.every((each) => each)) return [grant]
    return reached.includes(true) ? [{ principal: grant.principal, permissions: ['DESCRIBE'], grantable: [] }] : []
  })
}
