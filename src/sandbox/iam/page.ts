import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { validationError } from './errors.ts'

/** What every list operation of IAM takes. */
export interface PageRequest {
  readonly Marker?: string | undefined
  readonly MaxItems?: number | undefined
}

/** What every list operation of IAM answers beside its list. */
export interface PageFacts {
  readonly IsTruncated: boolean
  readonly Marker?: string
}

/**
 * One page of a list, ordered by `order`. The marker holds the place of the last item that was shown, so that what is created or deleted meanwhile
 * moves nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html
 */
export function page<T>(
  items: Iterable<T>,
  order: (item: T) => string,
  { Marker, MaxItems = 100 }: PageRequest,
): Result<{ readonly items: readonly T[]; readonly facts: PageFacts }, AwsError> {
  const after = Marker === undefined ? '' : readMarker(Marker)
  if (after === undefined) return err(validationError('Invalid Marker.'))
  const rest = [...items].filter((item) => order(item) > after).sort((left, right) => compare(order(left), order(right)))
  const shown = rest.slice(0, MaxItems)
  const last = shown.at(-1)
  const facts =
    rest.length > shown.length && last !== undefined ? { IsTruncated: true, Marker: marker(order(last)) } : { IsTruncated: false }
  return ok({ items: shown, facts })
}

/** Names are listed in alphabetical order, whatever their case. */
export const byName = ({ name }: { readonly name: string }): string => name.toLowerCase()

const prefix = 'after:'
const marker = (place: string): string => Buffer.from(prefix + place).toString('base64')

function readMarker(text: string): string | undefined {
  const place = Buffer.from(text, 'base64').toString()
  return place.startsWith(prefix) ? place.slice(prefix.length) : undefined
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
