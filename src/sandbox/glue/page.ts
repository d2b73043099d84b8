import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
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
  const first = token === undefined || token === '' ? 0 : parseToken(token)
  if (first === undefined) return err(glueError('InvalidInputException', 'Invalid pagination token.'))
  const end = first + limit
  return ok({ items: items.slice(first, end), ...(end < items.length ? { NextToken: formatToken(end) } : {}) })
}

const formatToken = (place: number): string => Buffer.from(`from ${place}`).toString('base64')

function parseToken(token: string): number | undefined {
  const [, place] = /^from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  return place === undefined ? undefined : Number(place)
}
