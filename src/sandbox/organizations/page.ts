import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placePage } from '../place-page.ts'
import { invalidInput } from './errors.ts'

interface PageInput {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** A page of a list, and the opaque token of the next one: the place of its first item. */
export function pageOf<T>(
  items: readonly T[],
  { MaxResults: limit = 20, NextToken: token }: PageInput,
): Result<{ readonly items: readonly T[]; readonly NextToken?: string }, AwsError> {
  const page = placePage(items, limit, token)
  if (page === undefined)
    return err(
      invalidInput('You specified an invalid value for nextToken. You can get the value from the response to a previous call to the API.'),
    )
  return ok({ items: page.items, ...(page.next === undefined ? {} : { NextToken: page.next }) })
}
