import type { AwsError } from './error.ts'
import { defaultRegion } from './exchange.ts'
import type { Call } from './operation.ts'
import { accessPointOfAlias, findAccessPoint, noSuchAccessPoint } from './s3/find-access-point.ts'
import type { Stores } from './stores.ts'
import { type AccessPointAddress, parseAccessPointAddress } from './wire/access-point-address.ts'
import { claimedRegion } from './wire/authorization.ts'
import { locateS3, type S3Location } from './wire/s3-address.ts'
import type { WireRequest } from './wire/wire-request.ts'

/** Where a request to S3 points, with the bucket behind the access point that it names. */
export interface RequestLocation extends S3Location {
  readonly accessPoint?: NonNullable<Call['accessPoint']>
  /** The request names an access point that is not there. */
  readonly missing?: AwsError
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html */
export function locateRequest(request: WireRequest, stores: Stores): RequestLocation {
  const host = request.headers.get('host') ?? ''
  const location = locateS3(host, request.path)
  if (location.bucket === undefined || stores.s3.buckets.has(location.bucket)) return location
  const address = parseAccessPointAddress(host, request.path)
  if (address !== undefined) return ofAddress(address, location, claimedRegion(request) ?? defaultRegion, stores)
  const point = accessPointOfAlias(location.bucket, stores.s3)
  return point === undefined ? location : { ...location, bucket: point.bucket, accessPoint: { point, alias: true } }
}

function ofAddress(address: AccessPointAddress, location: S3Location, signedRegion: string, { s3 }: Stores): RequestLocation {
  const point = findAccessPoint(address, signedRegion, s3)
  const { key, region } = address
  if (point !== undefined) return { bucket: point.bucket, key, region, accessPoint: { point, alias: false } }
  return address.certain ? { bucket: undefined, key, region, missing: noSuchAccessPoint(address.name) } : location
}
