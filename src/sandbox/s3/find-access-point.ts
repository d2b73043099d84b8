import type { AwsError } from '../error.ts'
import type { AccessPointAddress } from '../wire/access-point-address.ts'
import { type AccessPoint, accessPointArn } from './access-point.ts'
import type { S3Store } from './store.ts'

/** By name and account, in the Region that the address names, or in which the request is signed. */
export function findAccessPoint(
  { name, account, region }: Pick<AccessPointAddress, 'name' | 'account' | 'region'>,
  signedRegion: string,
  { accessPoints }: S3Store,
): AccessPoint | undefined {
  const named = [...accessPoints.values()].filter((point) => point.name === name && point.account === account)
  if (region !== undefined) return named.find((point) => point.region === region)
  return named.find((point) => point.region === signedRegion) ?? named[0]
}

/** Of this alias, which no bucket may have as its name. */
export function accessPointOfAlias(alias: string, { accessPoints }: S3Store): AccessPoint | undefined {
  if (!alias.endsWith('-s3alias')) return undefined
  for (const point of accessPoints.values()) if (point.alias === alias) return point
  return undefined
}

export const pointsOf = (bucket: string, { accessPoints }: S3Store): readonly AccessPoint[] =>
  [...accessPoints.values()].filter((point) => point.bucket === bucket)

export const savePoint = (point: AccessPoint, { accessPoints }: S3Store): void => accessPoints.set(accessPointArn(point), point)

/** Recorded from AWS. */
export const noSuchAccessPoint = (name: string): AwsError => ({
  code: 'NoSuchAccessPoint',
  message: 'The specified accesspoint does not exist',
  status: 404,
  fields: { AccessPointName: name },
})
