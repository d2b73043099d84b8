import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { AwsError } from '../error.ts'
import { invalidArgument } from '../invalid-argument.ts'
import type { Parsed } from '../operation.ts'
import type { Profiled } from '../profile.ts'
import { filterOf } from './lifecycle-filter.ts'

type Rule = Parsed<LifecycleRule>

interface When {
  readonly days?: number | undefined
  readonly date?: Date | undefined
}

interface Move extends When {
  readonly storageClass: string | undefined
}

/** What one rule does to objects, or to the versions that are current no more. */
interface Course {
  readonly action: 'Transition' | 'NoncurrentVersionTransition'
  readonly end: 'Expiration' | 'NoncurrentVersionExpiration'
  readonly unit: 'Days' | 'NoncurrentDays'
  readonly moves: readonly Move[]
  readonly expires: When
}

/** From the warmest on, with the days that objects stay in each at the least before they go on. */
const stays: ReadonlyMap<string | undefined, number> = new Map([
  ['STANDARD_IA', 30],
  ['INTELLIGENT_TIERING', 1],
  ['ONEZONE_IA', 30],
  ['GLACIER_IR', 90],
  ['GLACIER', 90],
  ['DEEP_ARCHIVE', 1],
])

const classes = [...stays.keys()]
const infrequent = new Set<string | undefined>(['STANDARD_IA', 'ONEZONE_IA'])
const day = 86_400_000

/**
 * Objects move to one class after the other, and expire thereafter. Older servers do not mind how soon.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export function refuseTransitions(rule: Rule, { profile }: Profiled): AwsError | undefined {
  for (const course of coursesOf(rule)) {
    const refused =
      refuseMixture(course, rule, profile) ??
      (profile === 'legacy-s3' ? undefined : (refuseHaste(course) ?? refuseOrder(course, rule) ?? refuseEnd(course, rule)))
    if (refused !== undefined) return refused
  }
  return undefined
}

const coursesOf = (rule: Rule): readonly Course[] => [
  {
    action: 'Transition',
    end: 'Expiration',
    unit: 'Days',
    moves: (rule.Transitions ?? []).map(({ Days: days, Date: date, StorageClass }) => ({ days, date, storageClass: StorageClass })),
    expires: { days: rule.Expiration?.Days, date: rule.Expiration?.Date },
  },
  {
    action: 'NoncurrentVersionTransition',
    end: 'NoncurrentVersionExpiration',
    unit: 'NoncurrentDays',
    moves: (rule.NoncurrentVersionTransitions ?? []).map((move) => ({ days: move.NoncurrentDays, storageClass: move.StorageClass })),
    expires: { days: rule.NoncurrentVersionExpiration?.NoncurrentDays },
  },
]

/** Recorded from AWS; of rules with a prefix alone older servers speak by their prefix. @see https://github.com/scality/cloudserver/blob/development/9.0/tests/functional/aws-node-sdk/test/bucket/putBucketLifecycle.js */
function refuseMixture({ action, moves, expires }: Course, rule: Rule, profile: Profiled['profile']): AwsError | undefined {
  const isPlain = profile === 'legacy-s3' && rule.Prefix !== undefined
  const place = isPlain ? `prefix '${rule.Prefix}'` : `filter '${filterOf(rule)}'`
  const isMixed = (...all: readonly When[]): boolean =>
    all.some(({ days }) => days !== undefined) && all.some(({ date }) => date !== undefined)
  if (isMixed(...moves)) return invalidRequest(`Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule for ${place}`)
  if (new Set(moves.map(({ storageClass }) => storageClass)).size < moves.length) {
    return invalidRequest(`'StorageClass' must be different for '${action}' actions in same 'Rule' with ${place}`)
  }
  return moves.length > 0 && isMixed(...moves, expires)
    ? invalidRequest(`Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for ${place}`)
    : undefined
}

/** The sentence is that of many reports. */
function refuseHaste({ action, unit, moves }: Course): AwsError | undefined {
  const early = moves.find(({ days, storageClass }) => infrequent.has(storageClass) && days !== undefined && days < 30)
  if (early === undefined) return undefined
  const message = `'${unit}' in ${action} action must be greater than or equal to 30 for storageClass '${early.storageClass}'`
  return invalidArgument(message, unit, String(early.days))
}

/** The sentences are those of reports and of NooBaa's suite. @see https://github.com/noobaa/noobaa-core/pull/9969 */
function refuseOrder({ action, unit, moves }: Course, rule: Rule): AwsError | undefined {
  const filter = filterOf(rule)
  const name = moves.some(({ date }) => date !== undefined) ? 'Date' : unit
  const sorted = [...moves].sort((a, b) => classes.indexOf(a.storageClass) - classes.indexOf(b.storageClass))
  for (const [index, cold] of sorted.entries()) {
    const warm = sorted[index - 1]
    const gap = warm === undefined ? Number.POSITIVE_INFINITY : daysOf(cold) - daysOf(warm)
    const least = stays.get(warm?.storageClass) ?? 1
    if (gap < 1) {
      const [later, earlier] = [cold, warm].map(
        (move) => `'${name}' in the ${action} action for StorageClass '${move?.storageClass}' for filter '${filter}'`,
      )
      return invalidArgument(`${later} must be greater than ${earlier}`, name)
    }
    if (gap < least) {
      const later = `'${name}' in the '${action}' action for StorageClass '${cold.storageClass}' for filter '${filter}'`
      const earlier = `'filter '${filter}'' in the '${action}' action for StorageClass '${warm?.storageClass}'`
      return invalidArgument(`${later} must be ${least} days more than ${earlier}`, name)
    }
  }
  return undefined
}

/** The sentence is that of many reports. */
function refuseEnd({ action, end, unit, moves, expires }: Course, rule: Rule): AwsError | undefined {
  const name = expires.date === undefined ? unit : 'Date'
  const last = expires.days === undefined && expires.date === undefined ? Number.POSITIVE_INFINITY : daysOf(expires)
  if (moves.every((move) => daysOf(move) < last)) return undefined
  return invalidArgument(
    `'${name}' in the ${end} action for filter '${filterOf(rule)}' must be greater than '${name}' in the ${action} action`,
    name,
  )
}

const daysOf = ({ days, date }: When): number => days ?? (date === undefined ? 0 : date.getTime() / day)

const invalidRequest = (message: string): AwsError => ({ code: 'InvalidRequest', message, status: 400 })
