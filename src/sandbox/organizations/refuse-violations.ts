import type { AwsError } from '../error.ts'
import type { Violation } from '../wire/validate.ts'
import { invalidInput, withReason } from './errors.ts'

/**
 * Organizations names the first constraint of its model that an input fails by a reason and a sentence of its own. Of names, identifiers
 * and handshakes they were recorded (github.com/radkawar/stackd, testdata/aws/iam: organizations_inputs.json, organizations_handshakes.json), and
 * users report the sentence of patterns (github.com/boto/boto3/issues/4565); the others are those of the reference.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html#API_UpdateOrganizationalUnit_Errors
 */
export function refuseViolations([first]: readonly Violation[]): AwsError | undefined {
  if (first === undefined) return undefined
  const [, reason, sentence] = reasons.find(([start]) => first.must.startsWith(start)) ?? reasons[0]
  if (first.path === 'target') return withReason(invalidInput(reasons[0][2]), reasons[0][1])
  if (first.path.startsWith('target.')) return refuseTarget(reason)
  return withReason(invalidInput(sentence), `${reason}:${nameOf(first.path)}`)
}

/** Who is invited: the reasons name no parameter. */
const refuseTarget = (reason: string): AwsError =>
  reason === 'INVALID_PATTERN'
    ? withReason(invalidInput(reasons[0][2]), reason)
    : withReason(invalidInput('You specified an invalid party type as the target parameter.'), 'INVALID_PARTY_TYPE_TARGET')

const reasons = [
  ['satisfy regular', 'INVALID_PATTERN', 'You provided a value that does not match the required pattern.'],
  ['satisfy enum', 'INVALID_ENUM', 'You specified an invalid value.'],
  ['satisfy constraint', 'INVALID_LIST_MEMBER', 'You provided a list to a parameter that contains at least one invalid value.'],
  ['not be null', 'INPUT_REQUIRED', 'You must provide a value for the parameter.'],
  ['have length less', 'MAX_LENGTH_EXCEEDED', 'You provided a string that exceeds that maximum length.'],
  ['have length greater', 'MIN_LENGTH_EXCEEDED', 'You provided a string parameter that is shorter than allowed.'],
  ['have value less', 'MAX_VALUE_EXCEEDED', 'You provided a numeric parameter that has a larger value than allowed.'],
  ['have value greater', 'MIN_VALUE_EXCEEDED', 'You provided a numeric parameter that has a smaller value than allowed.'],
] as const

/** `organizationalUnitId` as `ORGANIZATIONAL_UNIT_ID`, and `filter.actionType` as `FILTER_ACTION_TYPE`. */
const nameOf = (path: string): string =>
  (path.startsWith('filter.') ? path.replace('.', '_') : path.slice(path.lastIndexOf('.') + 1)).replace(/(?<!_)[A-Z]/g, '_$&').toUpperCase()
