import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { AwsError } from '../error.ts'
import { invalidArgument } from '../invalid-argument.ts'
import type { Parsed } from '../operation.ts'

type Rule = Parsed<LifecycleRule>

/** Whether it is a whole number of the schema, none greater. */
export const isDays = (days: number | undefined): boolean => days === undefined || days <= 2_147_483_647

/**
 * Objects expire after a day or more, and move at once at the earliest. The sentences were recorded from AWS.
 *
 * @see https://github.com/hyper-light/mantle/blob/main/docs/research/13-xml-bodies.md
 * @see https://github.com/scality/cloudserver/blob/development/9.0/tests/functional/aws-node-sdk/test/bucket/putBucketLifecycle.js
 */
export function refuseDays({ Expiration: expiration, Transitions: moves = [], ...rule }: Rule): AwsError | undefined {
  const { NoncurrentVersionExpiration: noncurrent, NoncurrentVersionTransitions: noncurrentMoves = [] } = rule
  const later = [
    ['Expiration', 'Days', expiration?.Days],
    ['NoncurrentVersionExpiration', 'NoncurrentDays', noncurrent?.NoncurrentDays],
    ['NoncurrentVersionExpiration', 'NewerNoncurrentVersions', noncurrent?.NewerNoncurrentVersions],
    ...noncurrentMoves.map((move) => ['NoncurrentVersionTransition', 'NewerNoncurrentVersions', move.NewerNoncurrentVersions] as const),
    ['AbortIncompleteMultipartUpload', 'DaysAfterInitiation', rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation],
  ] as const
  for (const [action, name, days] of later) {
    if (days !== undefined && days < 1) {
      return invalidArgument(`'${name}' for ${action} action must be a positive integer`, name, String(days))
    }
  }
  const early = [
    ...moves.map(({ Days }) => ['Transition', 'Days', Days] as const),
    ...noncurrentMoves.map(({ NoncurrentDays }) => ['NoncurrentVersionTransition', 'NoncurrentDays', NoncurrentDays] as const),
  ]
  for (const [action, name, days] of early) {
    if (days !== undefined && days < 0) {
      return invalidArgument(`'${name}' in ${action} action must be nonnegative`, name, String(days))
    }
  }
  return undefined
}
