import { decodePercent } from './wire-request.ts'

/** An access point as a request names it: by the host `NAME-ACCOUNT.s3-accesspoint.REGION.…`, or by its ARN in the place of a bucket. */
export interface AccessPointAddress {
  readonly name: string
  readonly account: string
  /** Where the host or the ARN says it. */
  readonly region: string | undefined
  readonly key: string | undefined
  /** Whether nothing else has such a name; `NAME-ACCOUNT.localhost` may be a bucket. */
  readonly certain: boolean
}

/** The SDKs put `NAME-ACCOUNT` before the host of an endpoint that they are given. */
const hosts =
  /^([a-z0-9][a-z0-9-]{1,48}[a-z0-9])-(\d{12})\.(?:(s3-accesspoint|s3)(?:-fips)?(?:\.dualstack)?(?:[.-]([a-z]{2}(?:-[a-z]+)+-\d))?\.)?(?:localhost|amazonaws\.com)$/

const arns = /^arn:aws:s3:([a-z0-9-]+):(\d{12}):accesspoint[/:]([a-z0-9-]+)(?:\/(?:object\/)?(.*))?$/

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html#accessing-a-bucket-through-s3-access-point */
export function parseAccessPointAddress(host: string, path: string): AccessPointAddress | undefined {
  const [, name, account, kind, region] = hosts.exec(host.replace(/:\d*$/, '').toLowerCase()) ?? []
  const key = path.length > 1 ? decodePercent(path.slice(1)) : undefined
  if (name !== undefined && account !== undefined) return { name, account, region, key, certain: kind === 's3-accesspoint' }
  const arn = key?.startsWith('arn:') === true ? parseAccessPointArn(key) : undefined
  return arn === undefined ? undefined : { ...arn, certain: true }
}

/** `arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME`, and what stands behind it. */
export function parseAccessPointArn(text: string): Omit<AccessPointAddress, 'certain'> | undefined {
  const [, region, account, name, key] = arns.exec(text) ?? []
  if (account === undefined || name === undefined) return undefined
  return { name, account, region, key: key === undefined || key === '' ? undefined : key }
}
