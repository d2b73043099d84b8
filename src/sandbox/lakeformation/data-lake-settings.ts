import type {
  DataLakeSettings,
  GetDataLakeSettingsRequest,
  GetDataLakeSettingsResponse,
  PutDataLakeSettingsRequest,
} from '@aws-sdk/client-lakeformation'
import { ok } from '../../base/result.ts'
import { placeKey } from '../glue/store.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onLake } from './on-lake.ts'

/** @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetDataLakeSettings.html */
export const getDataLakeSettings: Operation<GetDataLakeSettingsRequest, GetDataLakeSettingsResponse> = onLake(
  'lakeformation:GetDataLakeSettings',
  // The SDK's types of input and output differ by `readonly` alone.
  (place, _input, _call, { lakeformation }) =>
    ok({ DataLakeSettings: structuredClone(lakeformation.settingsOf(place)) as DataLakeSettings }),
)

/** What a request leaves out is empty then. @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_PutDataLakeSettings.html */
export const putDataLakeSettings: Operation<PutDataLakeSettingsRequest, object> = onLake(
  'lakeformation:PutDataLakeSettings',
  (place, input: Parsed<PutDataLakeSettingsRequest>, _call, { lakeformation }) => {
    lakeformation.settings.set(placeKey(place), input.DataLakeSettings)
    return ok({})
  },
)
