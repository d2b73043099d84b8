import type { ConditionTrace } from '../engine/decision.ts'
import { accountIdOf } from '../fixture/decide.ts'
import type { Cause, Denial } from './cause.ts'
import type { Edit, JsonValue } from './edit.ts'
import { policyOf } from './edit-fixture.ts'
import { appendStatement } from './edit-statement.ts'
import { documentsOf } from './placed-document.ts'
import type { SetUp } from './set-up.ts'
import { bucketOf, isOnPoint } from './subject.ts'

/** Whether a cause is about what the policy of a bucket says. */
export const isBucketSide = ({ layer, need }: Cause): boolean => layer === 'resource' && bucketOf(need) !== undefined && !isOnPoint(need)

/** Adds a statement to a bucket policy, or makes the policy. */
export function addToBucketPolicy({ fixture }: Pick<SetUp, 'fixture'>, bucket: string, statement: JsonValue): Edit {
  const document = documentsOf(fixture).find(({ place }) => place.kind === 'bucketPolicy' && place.bucket === bucket)
  if (document !== undefined) return appendStatement(document, statement)
  return { edit: 'newDocument', place: { kind: 'bucketPolicy', bucket }, document: policyOf([statement]) }
}

/** The conditions of a denying statement on one of the keys. */
export const denyingConditions = ({ trace }: Denial, ...keys: readonly string[]): readonly ConditionTrace[] =>
  trace.because.filter(
    (element): element is ConditionTrace => element.node === 'condition' && keys.includes(element.condition.key.toLowerCase()),
  )

/** The id of the account that owns a bucket. */
export function ownerOf({ fixture }: Pick<SetUp, 'fixture'>, bucket: string): string {
  const account = fixture.buckets.get(bucket)?.account
  return account === undefined ? '' : accountIdOf(fixture, account)
}
