import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placePage } from '../place-page.ts'

interface PageInput {
  readonly Limit?: number | undefined
  readonly Marker?: string | undefined
}

interface Page<T> {
  readonly items: readonly T[]
  readonly output: { readonly Truncated: boolean; readonly NextMarker?: string }
}

/**
 * A page of a list that KMS answers in parts. The marker is opaque: the place of the next item.
 * That there are no words for a wrong one was recorded from AWS (github.com/radkawar/stackd, testdata/aws/kms/rotation.json).
 */
export function pageOf<T>(items: readonly T[], { Limit: limit = 100, Marker: marker }: PageInput): Result<Page<T>, AwsError> {
  const page = placePage(items, limit, marker)
  if (page === undefined) return err({ code: 'InvalidMarkerException', message: '' })
  const output = page.next === undefined ? { Truncated: false } : { Truncated: true, NextMarker: page.next }
  return ok({ items: page.items, output })
}
