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
  return lakeformation.grantsIn(place).flatMap((grant): readonly (readonly [Grant, readonly TagValues[]])[] => {
    const { on } = grant
    if (on.kind === 'lfTagPolicy' && on.type === type) return [[grant, on.expression]]
    const named = on.kind === 'namedPolicy' && on.type === type ? lakeformation.expression(place, on.name) : undefined
    return named === undefined ? [] : [[grant, named.expression]]
  })
}

/** What is granted on a database by the tags that it carries. @see https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html */
export function heldByTagsOfDatabase(database: Database, place: CatalogPlace, stores: Stores): readonly Held[] {
  const tags = tagsOfDatabase(database, stores.lakeformation)
  return policies('DATABASE', place, stores).flatMap(([grant, expression]) => (carries(tags, expression) ? [grant] : []))
}

/** How far a grant by tags reaches into a table. */
interface Reach {
  readonly grant: Grant
  readonly whole: boolean
  readonly columns: readonly string[]
}

/** What is granted on a table by its tags and those of its columns. Grants reach columns. */
export function reachOfTags(database: Database, table: CatalogTable, place: CatalogPlace, stores: Stores): readonly Reach[] {
  const { lakeformation } = stores
  const whole = tagsOfTable(database, table, lakeformation)
  const columns = columnsOf(table).map((name) => ({ name, tags: tagsOfColumn(database, table, name, lakeformation) }))
  return policies('TABLE', place, stores).map(([grant, expression]) => {
    const reached = columns.filter(({ tags }) => carries(tags, expression)).map(({ name }) => name)
    return { grant, whole: carries(whole, expression) && reached.length === columns.length, columns: reached }
  })
}

/** That which is granted on a whole table. */
export const heldByTagsOfTable = (database: Database, table: CatalogTable, place: CatalogPlace, stores: Stores): readonly Held[] =>
  reachOfTags(database, table, place, stores).flatMap(({ grant, whole }) => (whole ? [grant] : []))

/** Whether a table carries what is searched for, itself or in a column. */
export function tableCarries(
  database: Database,
  table: CatalogTable,
  expression: readonly TagValues[],
  { lakeformation }: Stores,
): boolean {
  const ofColumns = columnsOf(table).map((column) => tagsOfColumn(database, table, column, lakeformation))
  return [tagsOfTable(database, table, lakeformation), ...ofColumns].some((tags) => carries(tags, expression))
}

export const databaseCarries = (database: Database, expression: readonly TagValues[], { lakeformation }: Stores): boolean =>
  carries(tagsOfDatabase(database, lakeformation), expression)
