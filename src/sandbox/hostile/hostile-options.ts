import { list, optional, type Read, record, text, wholeNumber } from '../../base/shape.ts'
import type { ServiceName } from '../operation.ts'

/** How AWS is on a bad day; what is not said does not happen. */
export interface HostileOptions {
  /** Of a hundred requests, how many are told to slow down. */
  readonly throttlePercent?: number
  /** … meet an internal error, and change nothing. */
  readonly errorPercent?: number
  /** … have their connection reset before anything is done. */
  readonly resetPercent?: number
  /** … take effect, but their answer never arrives: the connection is reset instead. */
  readonly lostAnswerPercent?: number
  /** Each answer waits up to so many milliseconds. */
  readonly latencyMs?: number
  /** Changes of IAM take effect so many milliseconds later: new keys are unknown, new policies do not count, removed ones still do. */
  readonly iamDelayMs?: number
  /** Changes of bucket policies and of Block Public Access decide so many milliseconds later, removals too; who reads them sees them at once. */
  readonly s3PolicyDelayMs?: number
  /** How far the clock of the sandbox is ahead, or behind when negative. */
  readonly clockOffsetMs?: number
  /** Temporary credentials expire after so many seconds, whatever they were promised. */
  readonly sessionSeconds?: number
  /** Only requests to these meet with throttling, errors, resets and waiting; all services unless given. */
  readonly services?: readonly ServiceName[]
  /** The same seed does the same to the same requests in the same order. */
  readonly seed?: string
}

const percent = wholeNumber(0, 100)
const day = 86_400_000

/** What the control endpoint takes. */
export const hostileShape = record('hostile behaviour', {
  throttlePercent: optional(percent, 'requests of a hundred that are told to slow down'),
  errorPercent: optional(percent, 'requests of a hundred that meet an internal error'),
  resetPercent: optional(percent, 'requests of a hundred whose connection is reset before anything is done'),
  lostAnswerPercent: optional(percent, 'requests of a hundred that take effect but are not answered'),
  latencyMs: optional(wholeNumber(0, 60_000), 'milliseconds that an answer waits at most'),
  iamDelayMs: optional(wholeNumber(0, day), 'milliseconds until a change of IAM takes effect'),
  s3PolicyDelayMs: optional(wholeNumber(0, day), 'milliseconds until a change of a bucket policy or of Block Public Access takes effect'),
  clockOffsetMs: optional(wholeNumber(-365 * day, 365 * day), 'milliseconds that the clock is ahead'),
  sessionSeconds: optional(wholeNumber(0, 129_600), 'seconds after which temporary credentials expire'),
  services: optional(list(text()), 'the services that are meant'),
  seed: optional(text(), 'makes the same happen again'),
})

export type HostileText = Read<typeof hostileShape>
