import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placePage } from '../place-page.ts'
import { invalidInput, withReason } from './errors.ts'

interface PageInput {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** A page of a list, and the opaque token of the next one: the place of its first item. The refusal was recorded, as those in `errors.ts`. */
export function pageOf<T>(
  items: readonly T[],
  { MaxResults: limit = 20, NextToken: token }: PageInput,
): Result<{ readonly items: readonly T[]; readonly NextToken?: string }, AwsError> {
  const page = placePage(items, limit, token)
  if (page === undefined)
    return err(
      withReason(
        invalidInput(
          'You specified an invalid value for nextToken. You must get the value from the response to a previous call to the API.',
        ),
        'INVALID_NEXT_TOKEN',
      ),
    )
  return ok({ items: page.items, ...(page.next === undefined ? {} : { NextToken: page.next }) })
}
