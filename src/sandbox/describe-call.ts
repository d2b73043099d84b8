import type { Incoming, World } from './exchange.ts'
import type { Call } from './operation.ts'

/** What a protocol finds out about a request. */
type Found = Pick<Call, 'service' | 'operation' | 'requestId' | 'caller' | 'region' | 'authType' | 'header' | 'body'> &
  Partial<Pick<Call, 'signatureVersion' | 'signatureAge' | 'contentSha256' | 'accessPoint'>>

/** A call as it was received. Member by member: with so many a spread makes a table of them, and each of the many reads that follow a look-up. */
export const describeCall = (incoming: Incoming, { now, random }: World, found: Found): Omit<Call, 'permits'> => ({
  service: found.service,
  operation: found.operation,
  caller: found.caller,
  region: found.region,
  now: now(),
  requestId: found.requestId,
  random,
  secureTransport: incoming.secureTransport,
  tlsVersion: incoming.tlsVersion,
  sourceIp: incoming.sourceIp,
  way: incoming.way,
  authType: found.authType,
  signatureVersion: found.signatureVersion,
  signatureAge: found.signatureAge,
  contentSha256: found.contentSha256,
  method: incoming.request.method,
  accessPoint: found.accessPoint,
  header: found.header,
  body: found.body,
})
