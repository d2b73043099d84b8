import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'

interface PageInput {
  readonly Limit?: number | undefined
  readonly Marker?: string | undefined
}

interface Page<T> {
  readonly items: readonly T[]
  readonly output: { readonly Truncated: boolean; readonly NextMarker?: string }
}

/** A page of a list that KMS answers in parts. The marker is opaque: the place of the next item. */
export function pageOf<T>(items: readonly T[], { Limit: limit = 100, Marker: marker }: PageInput): Result<Page<T>, AwsError> {
  const first = marker === undefined ? 0 : parseMarker(marker)
  if (first === undefined) return err({ code: 'InvalidMarkerException', message: 'Could not deserialize the marker' })
  const end = first + limit
  const output = end < items.length ? { Truncated: true, NextMarker: formatMarker(end) } : { Truncated: false }
  return ok({ items: items.slice(first, end), output })
}

const formatMarker = (place: number): string => Buffer.from(`at ${place}`).toString('base64')

function parseMarker(marker: string): number | undefined {
  const [, place] = /^at (\d+)$/.exec(Buffer.from(marker, 'base64').toString()) ?? []
  return place === undefined ? undefined : Number(place)
}
