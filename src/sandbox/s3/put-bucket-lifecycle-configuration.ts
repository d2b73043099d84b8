import type { LifecycleRule, PutBucketLifecycleConfigurationOutput, PutBucketLifecycleConfigurationRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { refuseFilters } from './lifecycle-filter.ts'
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
      const refused = refuseSize(size) ?? refuseRules(rules) ?? (profile === 'current' ? refuseDays(rules) : undefined)
      if (refused !== undefined) return err(refused)
      const named = rules.map((rule) => ({ ...rule, ID: rule.ID ?? random.uuid() }))
      bucket.lifecycle = { rules: named, minimumObjectSize: size }
      return ok({ TransitionDefaultMinimumObjectSize: size })
    },
  })

/** Recorded from AWS. */
const refuseSize = (size: string): AwsError | undefined =>
  size === 'all_storage_classes_128K' || size === 'varies_by_storage_class'
    ? undefined
    : { code: 'InvalidRequest', message: `Invalid TransitionDefaultMinimumObjectSize found: ${size}`, status: 400 }

function refuseRules(rules: readonly Rule[]): AwsError | undefined {
  if (rules.length === 0 || rules.length > 1000) return malformedXml
  const ids = rules.flatMap(({ ID }) => ID ?? [])
  const long = ids.find((id) => id.length > 255)
  if (long !== undefined) return invalid('ID length should not exceed allowed limit of 255', 'ID', long)
  if (new Set(ids).size < ids.length) return invalid('Rule ID must be unique. Found same ID for more than one rule', 'ID')
  for (const rule of rules) {
    const refused = refuseRule(rule)
    if (refused !== undefined) return refused
  }
  return refuseFilters(rules)
}

function refuseRule({ Expiration, Transitions, Filter, Prefix, ...rule }: Rule): AwsError | undefined {
  const actions = [
    Expiration,
    Transitions,
    rule.NoncurrentVersionExpiration,
    rule.NoncurrentVersionTransitions,
    rule.AbortIncompleteMultipartUpload,
  ]
  if (actions.every((action) => action === undefined) || (Filter === undefined) === (Prefix === undefined)) return malformedXml
  if (!isWhole(Expiration, Transitions, rule)) return malformedXml
  if (Filter !== undefined && Object.values(Filter).filter((part) => part !== undefined).length > 1) return malformedXml
  const dates = [Expiration?.Date, ...(Transitions ?? []).map((transition) => transition.Date)].filter((date) => date !== undefined)
  const wrong = dates.find((date) => date.getTime() % 86_400_000 !== 0)
  if (wrong !== undefined) return invalid("'Date' must be at midnight GMT", 'Date', wrong.toISOString())
  const days = Expiration?.Days
  return days !== undefined && days < 1
    ? invalid("'Days' for Expiration action must be a positive integer", 'Days', String(days))
    : undefined
}

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
  }: Pick<Rule, 'NoncurrentVersionExpiration' | 'NoncurrentVersionTransitions'>,
): boolean {
  const { Days, Date: date, ExpiredObjectDeleteMarker: marker } = expiration ?? { Days: 1 }
  return (
    isOne(Days, date, marker) &&
    transitions.every((each) => isOne(each.Days, each.Date) && each.StorageClass !== undefined) &&
    (noncurrent === undefined || noncurrent.NoncurrentDays !== undefined) &&
    moved.every(({ NoncurrentDays, StorageClass }) => NoncurrentDays !== undefined && StorageClass !== undefined)
  )
}

const isOne = (...values: readonly unknown[]): boolean => values.filter((value) => value !== undefined).length === 1

const infrequent = new Set<string | undefined>(['STANDARD_IA', 'ONEZONE_IA'])

/**
 * Days that a class is too dear for, or that come too late. The sentences are those of many reports.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
function refuseDays(rules: readonly Rule[]): AwsError | undefined {
  for (const { Expiration, Transitions = [], Filter, Prefix } of rules) {
    const early = Transitions.find(({ Days, StorageClass }) => infrequent.has(StorageClass) && Days !== undefined && Days < 30)
    if (early !== undefined) {
      const message = `'Days' in Transition action must be greater than or equal to 30 for storageClass '${early.StorageClass}'`
      return invalid(message, 'Days', String(early.Days))
    }
    const end = Expiration?.Days
    const late = Transitions.find(({ Days }) => end !== undefined && Days !== undefined && Days >= end)
    if (late !== undefined) {
      const filter = `(prefix=${Prefix ?? Filter?.Prefix ?? Filter?.And?.Prefix ?? ''})`
      return invalid(`'Days' in the Expiration action for filter '${filter}' must be greater than 'Days' in the Transition action`, 'Days')
    }
  }
  return undefined
}

const invalid = (message: string, name: string, value?: string): AwsError => ({
  code: 'InvalidArgument',
  message,
  status: 400,
  fields: { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) },
})
