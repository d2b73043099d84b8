import { setMaxListeners } from 'node:events'
import type { Observation } from './observation.ts'
import { type StepName, steps } from './step.ts'

type Facts = Observation['facts']

/** What a call that succeeded leaves behind: a value for the next steps, and facts for the record. */
export interface Answer<T> {
  readonly value: T
  readonly facts?: Facts
  /** The call succeeded, but what it answered is a failure: a batch with errors, a role that lets strangers in. */
  readonly failure?: { readonly code?: string; readonly message: string }
  readonly metadata?: { readonly httpStatusCode?: number | undefined; readonly requestId?: string | undefined }
}

/** The record of one probe: runs steps one after the other and keeps an observation of each. */
export class Probe {
  readonly observations: Observation[] = []
  private readonly timeoutMs: number
  private readonly secrets: readonly string[]

  constructor(timeoutMs: number, secrets: readonly string[]) {
    this.timeoutMs = timeoutMs
    this.secrets = secrets
  }

  /** Runs a step and gives its value, or undefined when it failed; never throws. */
  async step<T>(step: StepName, facts: Facts, call: (abortSignal: AbortSignal) => Promise<Answer<T>>): Promise<T | undefined> {
    const begun = performance.now()
    const since = (): number => Math.round((performance.now() - begun) * 10) / 10
    try {
      const limit = AbortSignal.timeout(this.timeoutMs)
      // The SDK listens anew with each attempt: many attempts are no leak, and users need no warning of Node.
      setMaxListeners(0, limit)
      const answer = await call(limit)
      this.record(step, answer.failure === undefined ? 'ok' : 'failed', since(), {
        ...ofMetadata(answer.metadata),
        ...(answer.failure?.code === undefined ? {} : { code: answer.failure.code }),
        ...(answer.failure === undefined ? {} : { message: answer.failure.message }),
        facts: { ...facts, ...answer.facts },
      })
      return answer.failure === undefined ? answer.value : undefined
    } catch (error) {
      this.record(step, 'failed', since(), { ...ofError(error), facts: { ...facts, ...factsOfError(error) } })
      return undefined
    }
  }

  /** Runs a step that a well-made set-up refuses. A refusal is a success; its words are kept. */
  async mustBeRefused(step: StepName, facts: Facts, call: (abortSignal: AbortSignal) => Promise<unknown>): Promise<void> {
    const message = 'AWS let the caller in, although it must not'
    await this.step(step, facts, async (abortSignal) => {
      try {
        await call(abortSignal)
      } catch (error) {
        const refusal = ofError(error)
        if (refusal.code !== 'AccessDenied') throw error
        const { status: httpStatusCode, requestId } = refusal
        return { value: undefined, facts: { refused: true }, metadata: { httpStatusCode, requestId } }
      }
      return { value: undefined, facts: { refused: false }, failure: { message }, metadata: { httpStatusCode: 200 } }
    })
  }

  skip(step: StepName, because: string): void {
    this.record(step, 'skipped', 0, { message: because, facts: {} })
  }

  private record(step: StepName, outcome: Observation['outcome'], durationMs: number, seen: Seen): void {
    const { title, ...call } = steps[step]
    const message = seen.message === undefined ? {} : { message: this.redact(seen.message) }
    this.observations.push({ step, title, ...call, outcome, durationMs, ...seen, ...message })
  }

  private redact(text: string): string {
    return this.secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '(secret)'), text)
  }
}

type Seen = Partial<Pick<Observation, 'status' | 'code' | 'message' | 'requestId'>> & Pick<Observation, 'facts'>

/** The parts of an SDK error that are worth keeping, whatever kind of error it is. */
interface SdkError {
  readonly name?: unknown
  readonly Code?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly Region?: unknown
  readonly Endpoint?: unknown
  readonly $metadata?: Answer<unknown>['metadata']
  readonly $response?: { readonly headers?: Readonly<Record<string, unknown>> }
}

const isSdkError = (error: unknown): error is SdkError => typeof error === 'object' && error !== null

/** What an error of the SDK says about a bucket, even where its answer has no body. */
export function describeError(error: unknown): Pick<Observation, 'status' | 'requestId'> & { readonly bucketRegion?: string } {
  const { bucketRegion } = factsOfError(error)
  const { status, requestId } = ofError(error)
  return {
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(typeof bucketRegion === 'string' ? { bucketRegion } : {}),
  }
}

function ofError(error: unknown): Omit<Seen, 'facts'> {
  if (!isSdkError(error)) return { message: String(error) }
  const code = [error.Code, error.code, error.name].find(
    (candidate) => typeof candidate === 'string' && candidate !== '' && candidate !== 'Error',
  )
  return {
    ...ofMetadata(error.$metadata),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof error.message === 'string' ? { message: error.message } : {}),
  }
}

function ofMetadata(metadata: Answer<unknown>['metadata']): Pick<Seen, 'status' | 'requestId'> {
  return {
    ...(metadata?.httpStatusCode === undefined ? {} : { status: metadata.httpStatusCode }),
    ...(metadata?.requestId === undefined ? {} : { requestId: metadata.requestId }),
  }
}

/** The region in which the bucket really is, which S3 tells strangers as well. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
function factsOfError(error: unknown): Facts {
  if (!isSdkError(error)) return {}
  const region = error.$response?.headers?.['x-amz-bucket-region'] ?? error.Region
  return {
    ...(typeof region === 'string' ? { bucketRegion: region } : {}),
    ...(typeof error.Endpoint === 'string' ? { endpoint: error.Endpoint } : {}),
  }
}
