import type {
  DataCatalogEncryptionSettings,
  GetDataCatalogEncryptionSettingsRequest,
  GetDataCatalogEncryptionSettingsResponse,
  PutDataCatalogEncryptionSettingsRequest,
} from '@aws-sdk/client-glue'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { notImplemented } from '../wire/refusal.ts'
import { onCatalog } from './on-catalog.ts'
import { placeKey } from './store.ts'

/** As https://github.com/hashicorp/terraform-provider-aws puts them back (internal/service/glue/data_catalog_encryption_settings.go). */
const unencrypted: Parsed<DataCatalogEncryptionSettings> = {
  EncryptionAtRest: { CatalogEncryptionMode: 'DISABLED' },
  ConnectionPasswordEncryption: { ReturnConnectionPasswordEncrypted: false },
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetDataCatalogEncryptionSettings.html */
export const getDataCatalogEncryptionSettings: Operation<
  GetDataCatalogEncryptionSettingsRequest,
  GetDataCatalogEncryptionSettingsResponse
> = onCatalog({
  action: 'glue:GetDataCatalogEncryptionSettings',
  on: () => ({}),
  run: (place, _input, _call, { glue }) => {
    const settings = glue.encryption.get(placeKey(place)) ?? unencrypted
    // The SDK's types of input and output differ by `readonly` alone.
    return ok({ DataCatalogEncryptionSettings: structuredClone(settings) as DataCatalogEncryptionSettings })
  },
})

/** What is there stays as it is, encrypted or not. @see https://docs.aws.amazon.com/glue/latest/webapi/API_PutDataCatalogEncryptionSettings.html */
export const putDataCatalogEncryptionSettings: Operation<PutDataCatalogEncryptionSettingsRequest, object> = onCatalog({
  action: 'glue:PutDataCatalogEncryptionSettings',
  on: () => ({}),
  run: (place, input: Parsed<PutDataCatalogEncryptionSettingsRequest>, _call, { glue }) => {
    const { DataCatalogEncryptionSettings: settings } = input
    if (settings.EncryptionAtRest?.CatalogEncryptionMode === 'SSE-KMS-WITH-SERVICE-ROLE')
      return err({ ...notImplemented('A catalog that is encrypted by a service role'), status: 400 })
    glue.encryption.set(placeKey(place), { ...unencrypted, ...settings })
    return ok({})
  },
})
