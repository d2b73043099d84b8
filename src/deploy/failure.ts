import type { Span } from '../base/span.ts'

/** Why a fixture was not deployed. Everything that had been created is removed again, but for what `leftBehind` names. */
export interface DeployFailure {
  readonly kind: 'deploy-failure'
  /** At least one; several where calls that ran side by side were refused. */
  readonly refusals: readonly Refusal[]
  readonly leftBehind: readonly LeftBehind[]
}

/** One call that did not do what it should. */
export interface Refusal {
  /** `answer`: the target refused. `no-answer`: it could not be reached, or not in time. `account`: these credentials must not be used. */
  readonly kind: 'answer' | 'no-answer' | 'account'
  /** `iam:PutRolePolicy`. */
  readonly operation: string
  /** What it was about, as `policy read of role EtleapInput`. */
  readonly subject: string
  /** The document that was refused, else the part of the fixture. */
  readonly at: Span
  /** AWS's code and message, verbatim; our own where no answer came. */
  readonly code: string
  readonly message: string
  readonly status?: number
  readonly requestId?: string
}

/** Something that could not be removed, and why. */
export interface LeftBehind {
  /** `bucket acme-exports in account 111122223333`. */
  readonly what: string
  readonly code: string
  readonly message: string
}

/** A call that the fence did not let through: it never left. */
export class FencedCall extends Error {
  constructor(operation: string, reason: string) {
    super(`${operation} was held back: ${reason}`)
    this.name = 'FencedCall'
  }
}

/** What is known of any error that a call of the SDK ended with. */
export function describeError(error: unknown): Pick<Refusal, 'kind' | 'code' | 'message' | 'status' | 'requestId'> {
  if (!(error instanceof Error)) return { kind: 'no-answer', code: 'Unknown', message: String(error) }
  if (error instanceof FencedCall) return { kind: 'account', code: error.name, message: error.message }
  const { status, requestId } = metadataOf(error)
  // An answer has a status; what has none never arrived.
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return { kind: 'no-answer', code: 'Timeout', message: 'no answer in time' }
  if (status === undefined) return { kind: 'no-answer', code: codeOf(error), message: error.message || codeOf(error) }
  return { kind: 'answer', code: wireCode(error), message: error.message, status, ...(requestId === undefined ? {} : { requestId }) }
}

function metadataOf(error: Error): { readonly status?: number; readonly requestId?: string } {
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined
  if (typeof metadata !== 'object' || metadata === null) return {}
  const status = 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
  const requestId = 'requestId' in metadata && typeof metadata.requestId === 'string' ? metadata.requestId : undefined
  return { ...(status === undefined ? {} : { status }), ...(requestId === undefined ? {} : { requestId }) }
}

/** AWS's own code, as `NoSuchEntity`; the SDK calls the error `NoSuchEntityException`. */
const wireCode = (error: Error): string => ('Code' in error && typeof error.Code === 'string' ? error.Code : error.name)

/** `ECONNREFUSED` of a socket, else the name of the error. */
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : error.name)
