import type { Catalog, CatalogDatabase, Fixture, LakeFormation, LakeGrant, LakeResource } from '../fixture/fixture.ts'
import type { Edit } from './edit.ts'
import { changeEntry, withEntry } from './map-entry.ts'

/** What somebody does in the consoles of Glue and Lake Formation. */
export function changeCatalog(
  fixture: Fixture,
  edit: Extract<Edit, { readonly edit: 'lakeGrant' | 'lakeRevoke' | 'catalogDatabase' | 'catalogTable' }>,
): Fixture {
  const { catalogs = new Map<string, Catalog>() } = fixture
  const change = (catalog: Catalog): Catalog => {
    if (edit.edit === 'catalogDatabase')
      return {
        ...catalog,
        databases: withEntry(catalog.databases, edit.database, edit.become === 'gone' ? undefined : emptyDatabase(catalog, edit.database)),
      }
    if (edit.edit === 'catalogTable') return { ...catalog, databases: changeEntry(catalog.databases, edit.database, withTable(edit.table)) }
    const { lakeFormation: lake } = catalog
    if (lake === undefined) return catalog
    const grants = edit.edit === 'lakeGrant' ? [...lake.grants, { ...edit.grant, at: lake.at }] : revoke(lake, edit.grant)
    return { ...catalog, lakeFormation: { ...lake, grants } }
  }
  return { ...fixture, catalogs: changeEntry(catalogs, edit.catalog, change) }
}

const emptyDatabase = ({ at }: Catalog, name: string): CatalogDatabase => ({ name, at, tables: new Map() })

const withTable =
  (name: string) =>
  (database: CatalogDatabase): CatalogDatabase => ({ ...database, tables: withEntry(database.tables, name, { name, at: database.at }) })

/** A grant of which nothing is left goes. */
const revoke = ({ grants }: LakeFormation, { to, on, permissions }: Omit<LakeGrant, 'at'>): readonly LakeGrant[] =>
  grants
    .map((grant) =>
      grant.to === to && isSame(grant.on, on)
        ? { ...grant, permissions: grant.permissions.filter((permission) => !permissions.includes(permission)) }
        : grant,
    )
    .filter((grant) => grant.permissions.length > 0)

const isSame = (one: LakeResource, other: LakeResource): boolean => JSON.stringify(one) === JSON.stringify(other)
