import { err, ok, type Result } from '../../base/result.ts'
import { parseAccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { glueError } from './errors.ts'
import { type CatalogPlace, foldName, placeKey } from './store.ts'

/** The catalog that a request is about: the caller's own, or the one that it names. */
export function placeOf({ CatalogId }: { readonly CatalogId?: string | undefined }, call: Call): Result<CatalogPlace, AwsError> {
  const named = CatalogId === undefined ? call.caller.account : parsed(CatalogId)
  if (named === undefined)
    return err(glueError('InvalidInputException', 'Catalogs other than the default one of an account are not built.'))
  return ok({ catalog: named, region: call.region })
}

function parsed(text: string): CatalogPlace['catalog'] | undefined {
  const id = parseAccountId(text)
  return id.ok ? id.value : undefined
}

/** A resource of the catalog: `database/sales`; the catalog itself without. */
export const catalogArn = ({ catalog, region }: CatalogPlace, ...path: readonly string[]): string =>
  `arn:aws:glue:${region}:${catalog}:${path.length === 0 ? 'catalog' : path.join('/')}`

export const databaseArn = (place: CatalogPlace, name: string): string => catalogArn(place, 'database', foldName(name))
export const tableArn = (place: CatalogPlace, database: string, name: string): string =>
  catalogArn(place, 'table', foldName(database), foldName(name))

interface CatalogAccess extends Pick<Permission, 'requestTags'> {
  readonly action: string
  readonly place: CatalogPlace
  readonly database?: string
  /** Names of tables, or `*`. */
  readonly tables?: readonly string[]
  /** Other resources that are asked too. */
  readonly more?: readonly string[]
}

/**
 * An action on a table is asked of the catalog, of the database and of the table; the policy of the catalog has a say in each.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html#data-catalog-resource-arns
 */
export function catalogPermissions(access: CatalogAccess, { iam, glue }: Stores): readonly Permission[] {
  const { action, place, database, tables = [], more = [], requestTags } = access
  const policy = glue.policies.get(placeKey(place))?.document.current(iam).policy
  const resources = [
    catalogArn(place),
    ...(database === undefined ? [] : [databaseArn(place, database)]),
    ...(database === undefined ? [] : tables.map((table) => tableArn(place, database, table))),
    ...more,
  ]
  return resources.map((resource) => {
    const resourceTags = glue.tags.get(resource)
    return {
      action,
      resource,
      resourceAccount: place.catalog,
      ...(policy === undefined ? {} : { policies: { resource: { name: 'catalog', policy } } }),
      ...(resourceTags === undefined ? {} : { resourceTags }),
      ...(requestTags === undefined ? {} : { requestTags }),
    }
  })
}
