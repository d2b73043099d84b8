import type { Catalog, GetCatalogRequest, GetCatalogResponse, GetCatalogsRequest, GetCatalogsResponse } from '@aws-sdk/client-glue'
import { err, ok } from '../../base/result.ts'
import { parseAccountId } from '../../policy/account-id.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { catalogArn } from './catalog-permission.ts'
import { glueError } from './errors.ts'
import { onCatalog } from './on-catalog.ts'
import { pageOf } from './page.ts'
import type { CatalogPlace } from './store.ts'

/** The default catalog of an account. That its name is the account's id is inferred. */
function outputOf(place: CatalogPlace, { lakeformation }: Stores): Catalog {
  const { CreateDatabaseDefaultPermissions: databases, CreateTableDefaultPermissions: tables } = lakeformation.settingsOf(place)
  const { catalog } = place
  // The SDK's types of input and output differ by `readonly` alone; Lake Formation's and Glue's by the order of their enums.
  return structuredClone({
    CatalogId: catalog,
    Name: catalog,
    ResourceArn: catalogArn(place),
    Parameters: {},
    CreateDatabaseDefaultPermissions: databases,
    CreateTableDefaultPermissions: tables,
  }) as Catalog
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetCatalog.html */
export const getCatalog: Operation<GetCatalogRequest, GetCatalogResponse> = onCatalog({
  action: 'glue:GetCatalog',
  on: () => ({}),
  run: (place, _input: Parsed<GetCatalogRequest>, _call, stores) => ok({ Catalog: outputOf(place, stores) }),
})

/** There are no catalogs but the default one. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetCatalogs.html */
export const getCatalogs: Operation<GetCatalogsRequest, GetCatalogsResponse> = onCatalog({
  action: 'glue:GetCatalogs',
  on: () => ({}),
  run: (place, input: Parsed<GetCatalogsRequest> & { readonly CatalogId?: undefined }, _call, stores) => {
    const { ParentCatalogId: parent, IncludeRoot } = input
    if (parent !== undefined && (!parseAccountId(parent).ok || parent !== place.catalog))
      // The words are inferred.
      return err(glueError('EntityNotFoundException', `Catalog ${parent} not found.`))
    const page = pageOf(IncludeRoot === true ? [place] : [], input)
    if (!page.ok) return page
    const { items, ...next } = page.value
    return ok({ CatalogList: items.map((each) => outputOf(each, stores)), ...next })
  },
})
