import type { GetCatalogImportStatusRequest, GetCatalogImportStatusResponse } from '@aws-sdk/client-glue'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { onCatalog } from './on-catalog.ts'

/** Nothing was ever kept in Athena's own catalog, so all of it is here. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetCatalogImportStatus.html */
export const getCatalogImportStatus: Operation<GetCatalogImportStatusRequest, GetCatalogImportStatusResponse> = onCatalog({
  action: 'glue:GetCatalogImportStatus',
  on: () => ({}),
  run: () => ok({ ImportStatus: { ImportCompleted: true } }),
})
