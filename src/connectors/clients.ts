import type { Glue } from '@aws-sdk/client-glue'
import type { S3 } from '@aws-sdk/client-s3'
import type { STS } from '@aws-sdk/client-sts'
import { loopbackDetour, nameableEndpoint, sendToLoopback } from '../settings/loopback-names.ts'
import { sdkS3Settings, sdkSettings } from '../settings/sdk-settings.ts'
import type { Access, S3Connection } from './connection.ts'
import { optional } from './optional-client.ts'

type Credentials = Access['credentials']

/** The SDK clients of one probe. They share the target; each set of credentials has its own S3 client. */
export interface Clients {
  readonly sts: STS
  readonly s3: (credentials: Credentials) => S3
  readonly glue: (credentials: Credentials) => Promise<Glue>
  readonly destroy: () => void
}

/** The credentials that sign: what the customer pasted comes before what was deployed. Keys of another partition are unknown in this one. */
export const signingCredentials = (
  { accessKeyId, secretAccessKey, sessionToken, keyPartition }: S3Connection,
  { credentials }: Access,
): Credentials => ({
  ...credentials,
  ...(keyPartition === undefined ? {} : { accessKeyId: keyOfNobody }),
  ...(accessKeyId === undefined ? {} : { accessKeyId }),
  ...(secretAccessKey === undefined ? {} : { secretAccessKey }),
  ...(sessionToken === undefined ? {} : { sessionToken }),
})

/** The key id of AWS's examples. */
const keyOfNobody = 'AKIAIOSFODNN7EXAMPLE'

/** Opens the clients. The SDK is loaded here, so that whoever only asks for needs does not wait for it. */
export async function openClients(connection: S3Connection, access: Access): Promise<Clients> {
  const [{ S3 }, { STS }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/client-sts')])
  const common = { region: connection.region, maxAttempts: access.attempts ?? 2 }
  const sts = new STS({ ...common, ...endpoint(access.endpoint), credentials: signingCredentials(connection, access) })
  if (connection.clockOffset !== undefined) misset(sts, connection.clockOffset)
  const open: (S3 | Glue)[] = []
  const s3 = (credentials: Credentials): S3 => {
    const client = new S3({ ...common, ...s3Endpoint(connection, access), credentials, requestHandler: sts.config.requestHandler })
    if (connection.requestPayer !== undefined) payFor(client)
    if (connection.accessPoint !== undefined) keepOnLoopback(client, access.endpoint)
    if (connection.clockOffset !== undefined) misset(client, connection.clockOffset)
    open.push(client)
    return client
  }
  const glue = async (credentials: Credentials): Promise<Glue> => {
    const { Glue } = await optional(import('@aws-sdk/client-glue'), '@aws-sdk/client-glue')
    const region = connection.glueRegion ?? connection.region
    const client = new Glue({ ...common, region, ...endpoint(access.endpoint), credentials, requestHandler: sts.config.requestHandler })
    if (connection.clockOffset !== undefined) misset(client, connection.clockOffset)
    open.push(client)
    return client
  }
  const destroy = (): void => {
    for (const client of [sts, ...open]) client.destroy()
  }
  return { sts, s3, glue, destroy }
}

/** The SDK would put its clock right by the answers of AWS. @see https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-client-s3/Interface/S3ClientConfigType/ */
const misset = ({ config }: S3 | STS | Glue, seconds: number): void => {
  Object.defineProperty(config, 'systemClockOffset', { get: () => seconds * 1000, set: () => undefined })
}

/** Every request says that whoever makes it pays. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html */
function payFor(client: S3): void {
  client.middlewareStack.add(
    (next) => (args) => {
      if (hasHeaders(args.request)) args.request.headers['x-amz-request-payer'] = 'requester'
      return next(args)
    },
    { step: 'build', name: 'requestPayer' },
  )
}

/** The SDK puts the name of an access point before that of the host. */
function keepOnLoopback(client: S3, url: string | undefined): void {
  client.middlewareStack.add(
    (next) => (args) => {
      sendToLoopback(args.request, url)
      return next(args)
    },
    loopbackDetour,
  )
}

const hasHeaders = (request: unknown): request is { readonly headers: Record<string, string> } =>
  typeof request === 'object' && request !== null && 'headers' in request

const endpoint = (url: string | undefined) => ({ ...sdkSettings, ...(url === undefined ? {} : { endpoint: url }) })

/** Access points have host names of their own alone. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html */
function s3Endpoint({ scheme, accessPoint }: S3Connection, access: Access) {
  const url = scheme === 'http' ? (access.plainEndpoint ?? access.endpoint) : access.endpoint
  const named = accessPoint === undefined ? url : nameableEndpoint(url)
  const addressing = named === undefined ? { tls: scheme === 'https' } : { endpoint: named, forcePathStyle: accessPoint === undefined }
  return { ...sdkSettings, ...sdkS3Settings, ...addressing }
}
