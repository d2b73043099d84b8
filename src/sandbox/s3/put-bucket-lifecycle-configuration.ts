import type { LifecycleRule, PutBucketLifecycleConfigurationOutput, PutBucketLifecycleConfigurationRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { invalidArgument } from '../invalid-argument.ts'
import type { Operation, Parsed } from '../operation.ts'
import type { Profiled } from '../profile.ts'
import { isDays, refuseDays } from './lifecycle-days.ts'
import { refuseFilters } from './lifecycle-filter.ts'
import { refuseTransitions } from './lifecycle-transition.ts'
import { malformedXml } from './malformed-xml.ts'
import { onBucket } from './on-bucket.ts'

type Rule = Parsed<LifecycleRule>

/** Stored, not carried out: objects of the sandbox do not age. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const putBucketLifecycleConfiguration: Operation<PutBucketLifecycleConfigurationRequest, PutBucketLifecycleConfigurationOutput> =
  onBucket({
    action: 's3:PutLifecycleConfiguration',
    run: (bucket, input: Parsed<PutBucketLifecycleConfigurationRequest>, { random }, { profile }) => {
      const rules = input.LifecycleConfiguration?.Rules ?? []
      const { TransitionDefaultMinimumObjectSize: size = 'all_storage_classes_128K' } = input
      const refused = refuseSize(size) ?? refuseRules(rules, { profile })
      if (refused !== undefined) return err(refused)
      const named = rules.map((rule) => ({ ...rule, ID: rule.ID === undefined || rule.ID === '' ? newId(random.uuid()) : rule.ID }))
      bucket.lifecycle = { rules: named, minimumObjectSize: size }
      return ok({ TransitionDefaultMinimumObjectSize: size })
    },
  })

/** Recorded from AWS. @see https://github.com/aws/aws-sdk-go-v2/issues/3165 */
const newId = (uuid: string): string => Buffer.from(uuid).toString('base64')

/** Recorded from AWS. */
const refuseSize = (size: string): AwsError | undefined =>
  size === 'all_storage_classes_128K' || size === 'varies_by_storage_class'
    ? undefined
    : { code: 'InvalidRequest', message: `Invalid TransitionDefaultMinimumObjectSize found: ${size}`, status: 400 }

function refuseRules(rules: readonly Rule[], profiled: Profiled): AwsError | undefined {
  if (rules.length === 0 || rules.length > 1000) return malformedXml
  const ids = rules.flatMap(({ ID }) => (ID === undefined || ID === '' ? [] : ID))
  const long = ids.find((id) => id.length > 255)
  if (long !== undefined) return invalidArgument('ID length should not exceed allowed limit of 255', 'ID', long)
  if (new Set(ids).size < ids.length) return invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID')
  for (const rule of rules) {
    const refused = refuseRule(rule)
    if (refused !== undefined) return refused
  }
  const refused = refuseFilters(rules, profiled)
  if (refused !== undefined) return refused
  for (const rule of rules) {
    const late = refuseTransitions(rule, profiled)
    if (late !== undefined) return late
  }
  return undefined
}

function refuseRule(rule: Rule): AwsError | undefined {
  const { Expiration, Transitions, Filter, Prefix } = rule
  const actions = [
    Expiration,
    Transitions,
    rule.NoncurrentVersionExpiration,
    rule.NoncurrentVersionTransitions,
    rule.AbortIncompleteMultipartUpload,
  ]
  if ((Filter === undefined) === (Prefix === undefined) || !isWhole(Expiration, Transitions, rule)) return malformedXml
  if (Filter !== undefined && Object.values(Filter).filter((part) => part !== undefined).length > 1) return malformedXml
  if (actions.every((action) => action === undefined)) return noAction
  const dates = [Expiration?.Date, ...(Transitions ?? []).map((transition) => transition.Date)].filter((date) => date !== undefined)
  const wrong = dates.find((date) => date.getTime() % 86_400_000 !== 0)
  if (wrong !== undefined) return invalidArgument("'Date' must be at midnight GMT", 'Date', wrong.toISOString())
  return refuseDays(rule)
}

/** Recorded from AWS. @see https://github.com/hyper-light/mantle/blob/main/docs/research/13-xml-bodies.md */
const noAction: AwsError = { code: 'InvalidRequest', message: 'At least one action needs to be specified in a rule', status: 400 }

/**
 * Whether each action says when it takes place, and where it moves objects to. An expiration is of objects or of delete markers.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleExpiration.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_NoncurrentVersionTransition.html
 */
function isWhole(
  expiration: Rule['Expiration'],
  transitions: Rule['Transitions'] = [],
  {
    NoncurrentVersionExpiration: noncurrent,
    NoncurrentVersionTransitions: moved = [],
    AbortIncompleteMultipartUpload: abort,
  }: Pick<Rule, 'NoncurrentVersionExpiration' | 'NoncurrentVersionTransitions' | 'AbortIncompleteMultipartUpload'>,
): boolean {
  const { Days, Date: date, ExpiredObjectDeleteMarker: marker } = expiration ?? { Days: 1 }
  const counts = [Days, ...transitions.map((each) => each.Days), noncurrent?.NoncurrentDays, ...moved.map((each) => each.NoncurrentDays)]
  return (
    [...counts, abort?.DaysAfterInitiation].every(isDays) &&
    isOne(Days, date, marker) &&
    transitions.every((each) => isOne(each.Days, each.Date) && each.StorageClass !== undefined) &&
    (noncurrent === undefined || noncurrent.NoncurrentDays !== undefined) &&
    moved.every(({ NoncurrentDays, StorageClass }) => NoncurrentDays !== undefined && StorageClass !== undefined)
  )
}

const isOne = (...values: readonly unknown[]): boolean => values.filter((value) => value !== undefined).length === 1
