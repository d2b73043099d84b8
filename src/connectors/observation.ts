/**
 * What one step of a probe saw. A failing step never hides the later ones that can still run; a step that cannot run because of an earlier one is
 * there as `skipped`, with the reason.
 */
export interface Observation {
  /** Of the catalogue: `input.lint`, `sts.identity`, `sts.assume`, `sts.assume-noext`, `s3.head-bucket`, `s3.list`, `s3.get` … */
  readonly step: string
  /** What the customer would call it: `read a file`. */
  readonly title: string
  /** `s3:ListObjectsV2`: service and API operation; absent for steps without a call. */
  readonly operation?: string
  readonly outcome: 'ok' | 'failed' | 'skipped'
  /** HTTP status; absent when no answer came. */
  readonly status?: number
  /** AWS's code and message, verbatim; of a HEAD the SDK's own, since the answer has no body. Our own for `input.lint`. */
  readonly code?: string
  readonly message?: string
  readonly requestId?: string
  readonly durationMs: number
  /** Facts that tell look-alikes apart: `keyCount`, `bucketRegion`, `callerArn`, `prefix` … */
  readonly facts: Readonly<Record<string, string | number | boolean>>
}
