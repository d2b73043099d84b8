import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { placePage } from '../place-page.ts'
import { glueError } from './errors.ts'

interface PageInput {
  readonly MaxResults?: number | undefined
  readonly NextToken?: string | undefined
}

/** A page of a list, and the opaque token of the next one: the place of its first item. */
export function pageOf<T>(
  items: readonly T[],
  { MaxResults: limit = 100, NextToken: token }: PageInput,
): Result<{ readonly items: T[]; readonly NextToken?: string }, AwsError> {
  const page = placePage(items, limit, token === '' ? undefined : token)
  if (page === undefined) return err(glueError('InvalidInputException', 'Invalid pagination token.'))
  return ok({ items: page.items, ...(page.next === undefined ? {} : { NextToken: page.next }) })
}
