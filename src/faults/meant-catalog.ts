import { suggest } from '../base/suggest.ts'
import type { S3Connection } from '../connectors/connection.ts'
import { foldName } from '../connectors/glue-needs.ts'
import { accountIdOf } from '../fixture/decide.ts'
import type { Catalog, CatalogDatabase, Fixture } from '../fixture/fixture.ts'
import type { SetUp } from './set-up.ts'

/** The id of the account whose catalogs a connection uses. */
export function catalogAccount({ fixture, connection: { roleArn, caller } }: SetUp): string | undefined {
  const user = fixture.users.get(caller)
  return roleArn?.split(':')[4] ?? (user === undefined ? undefined : accountIdOf(fixture, user.account))
}

/** The catalogs of that account. */
export function catalogsOf(setUp: SetUp): readonly Catalog[] {
  const account = catalogAccount(setUp)
  return [...(setUp.fixture.catalogs?.values() ?? [])].filter((catalog) => accountIdOf(setUp.fixture, catalog.account) === account)
}

/** The catalog of the connection's region, where it has the database. */
export const usedCatalog = (setUp: SetUp): Catalog | undefined => {
  const { glueDatabase, glueRegion = setUp.connection.region } = setUp.connection
  return glueDatabase === undefined
    ? undefined
    : catalogsOf(setUp).find(({ region, databases }) => region === glueRegion && databases.has(foldName(glueDatabase)))
}

/** The connection's database in the catalog of a region. */
export function databaseInRegion(setUp: SetUp, region: string): CatalogDatabase | undefined {
  const catalog = catalogsOf(setUp).find((one) => one.region === region)
  return catalog?.databases.get(foldName(setUp.connection.glueDatabase ?? ''))
}

/**
 * Region, database and table as they were probably meant: the database of that name in another region, else one with nearly the same name. Without a region
 * of its own a catalog is where the bucket is, or is said to be. Nothing where the fixture says nothing of the account's catalogs.
 */
export function meantCatalog(
  fixture: Fixture,
  connection: S3Connection,
  saidRegion: string,
): Pick<S3Connection, 'glueRegion' | 'glueDatabase' | 'glueTable'> {
  const { glueDatabase, glueRegion, glueTable, region } = connection
  if (glueDatabase === undefined) return {}
  const catalogs = catalogsOf({ fixture, connection })
  const asked = glueRegion === undefined ? [region, saidRegion] : [glueRegion]
  const [here] = asked.flatMap((there) => catalogs.find((catalog) => catalog.region === there) ?? [])
  const has = ({ databases }: Catalog): boolean => databases.has(foldName(glueDatabase))
  const home = here !== undefined && has(here) ? here : (catalogs.find(has) ?? here)
  if (home === undefined) return {}
  const near = has(home) ? undefined : nearestName(foldName(glueDatabase), [...home.databases.keys()])
  const tables = home.databases.get(near ?? foldName(glueDatabase))?.tables
  const isThere = glueTable === undefined || tables === undefined || tables.has(foldName(glueTable))
  const table = isThere ? undefined : nearestName(foldName(glueTable), [...tables.keys()])
  return {
    ...(table === undefined ? {} : { glueTable: table }),
    ...(home.region === asked[0] ? {} : { glueRegion: home.region }),
    ...(near === undefined ? {} : { glueDatabase: near }),
  }
}

/** Misspelt, or with something more or less at its end: `analytics_v2`. */
const nearestName = (typed: string, names: readonly string[]): string | undefined =>
  suggest(typed, names) ?? names.find((name) => typed.startsWith(`${name}_`) || name.startsWith(`${typed}_`))
