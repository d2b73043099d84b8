import type { CatalogPlace, CatalogTable } from '../glue/store.ts'
import type { Stores } from '../stores.ts'
import type { RegisteredLocation } from './store.ts'

/** `s3://lake/daily` as an ARN. */
export const arnOfLocation = (location: string): string => location.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::').replace(/\/+$/, '')

/** The narrowest registered place that a location lies in. */
export function findRegistered(location: string, place: CatalogPlace, { lakeformation }: Stores): RegisteredLocation | undefined {
  const arn = arnOfLocation(location)
  const around = lakeformation.locationsIn(place).filter((registered) => isWithin(arn, registered.arn))
  return around.toSorted((one, other) => other.arn.length - one.arn.length)[0]
}

export const isWithin = (arn: string, place: string): boolean => arn === place || arn.startsWith(`${place.replace(/\/+$/, '')}/`)

export function isRegistered(table: CatalogTable, stores: Stores): boolean {
  const location = table.input.StorageDescriptor?.Location
  return location !== undefined && findRegistered(location, table, stores) !== undefined
}
