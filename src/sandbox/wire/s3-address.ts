import { decodePercent } from './wire-request.ts'

/** Where a request to S3 points: path style, or virtual-host style by the Host header. */
export interface S3Location {
  readonly bucket: string | undefined
  readonly key: string | undefined
  /** The region of a host name like `s3.eu-west-1.localhost`. */
  readonly region: string | undefined
}

/** Endpoints that clients reach under a name: the bucket may stand before it. Others, as IP addresses, are addressed by path. */
const suffixes = /^(?:(.+?)\.)??(?:s3(?:\.dualstack)?(?:[.-]([a-z]{2}(?:-[a-z]+)+-\d))?\.)?(?:localhost|amazonaws\.com)$/

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function locateS3(host: string, path: string): S3Location {
  const match = suffixes.exec(hostName(host))
  const [, bucket, region] = match ?? []
  if (bucket !== undefined) return { bucket, key: keyOf(path.slice(1)), region }
  const slash = path.indexOf('/', 1)
  const name = decodePercent(slash === -1 ? path.slice(1) : path.slice(1, slash))
  return { bucket: name === '' ? undefined : name, key: slash === -1 ? undefined : keyOf(path.slice(slash + 1)), region }
}

const keyOf = (rest: string): string | undefined => (rest === '' ? undefined : decodePercent(rest))

/** Without the port, lower-cased; IPv6 addresses have no name. */
const hostName = (host: string): string => (host.startsWith('[') ? '' : host.replace(/:\d*$/, '').toLowerCase())
