import type { OnDecision } from './authorize-call.ts'
import type { Way } from './door.ts'
import type { Hostility } from './hostile/hostility.ts'
import type { Random } from './random.ts'
import type { Stores } from './stores.ts'
import type { BeginDigest } from './wire/digest.ts'
import type { WireRequest } from './wire/wire-request.ts'

/** One request as the server received it, and the pipe its body comes through. */
export interface Incoming {
  readonly request: WireRequest
  readonly sourceIp: string
  /** Through a door: how it came. */
  readonly way: Way | undefined
  /** Whether it came to the endpoint that stands for HTTPS. */
  readonly secureTransport: boolean
  /** What the connection speaks, which is `http` on the endpoint that stands for HTTPS without being it. */
  readonly scheme: 'http' | 'https'
  /** `1.3` */
  readonly tlsVersion: string | undefined
  /** Reads the body; a client that waits for `100 Continue` gets it when this is called. */
  readonly read: ReadBody
  /** Begins the MD5 of a large body on another thread. */
  readonly beginDigest?: BeginDigest
}

/** Hands the bytes of a body over as they come, and waits where it is told to; rejects when the client breaks off. */
export type ReadBody = (onChunk: (chunk: Buffer) => void | Promise<void>) => Promise<void>

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>
}

/** What a request meets: the state, the clock and the source of ids. */
export interface World {
  readonly stores: Stores
  readonly now: () => Date
  readonly random: Random
  readonly onDecision: OnDecision | undefined
  readonly hostility: Hostility
}

export const defaultRegion = 'us-east-1'

/** `eu-west-1`, `us-gov-west-1` … What AWS opens later has this form too. */
export const isRegion = (text: string): boolean => /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(text)

/** The region of a signature's scope; the profile `legacy-s3` takes whatever a client makes up. */
export const regionOf = ({ region }: { readonly region: string }): string => (isRegion(region) ? region : defaultRegion)

/** At most `limit` bytes; what comes beyond is read and dropped, so that the answer can be sent. */
export async function collectBody(incoming: Incoming, limit: number): Promise<Buffer | 'tooLong' | 'broken'> {
  if (Number(incoming.request.headers.get('content-length') ?? 0) > limit) return 'tooLong'
  const chunks: Buffer[] = []
  let length = 0
  try {
    await incoming.read((chunk) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
    })
  } catch {
    return 'broken'
  }
  return length > limit ? 'tooLong' : join(chunks)
}

/** Most bodies come in one piece. */
export const join = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
