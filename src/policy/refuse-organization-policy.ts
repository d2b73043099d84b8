import type { Span } from '../base/span.ts'
import type { Statement } from './policy.ts'
import { type AwsRefusal, type Check, firstRefusal, type SubmittedPolicy } from './refusal.ts'

/**
 * The refusals of AWS Organizations, which has one sentence for all that is wrong with a service control or resource control policy.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
export const refuseOrganizationPolicy = (submitted: SubmittedPolicy): AwsRefusal | undefined =>
  firstRefusal(submitted, [isWithinQuota, isWellFormed, isOfCurrentVersion, onlyDenies])

const malformed = (at: Span): AwsRefusal => ({
  code: 'MalformedPolicyDocumentException',
  message: 'The provided policy document does not meet the requirements of the specified policy type.',
  at,
})

/**
 * All characters count. The quota of SCPs was raised from 5,120 to 10,240 in May 2026.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#min-max-values
 * @see https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/
 */
const isWithinQuota: Check = ({ type, text }) =>
  text.length <= (type === 'serviceControl' ? 10_240 : 5120)
    ? undefined
    : { code: 'ConstraintViolationException', message: 'You have exceeded the maximum policy size.' }

const isWellFormed: Check = ({ problems: [problem] }) => problem && malformed(problem.at)

const isOfCurrentVersion: Check = ({ policy }) =>
  policy === undefined || policy.version === '2012-10-17' ? undefined : malformed(policy.at)

/** The Allow of RCPs is that of `RCPFullAWSAccess` alone, which nobody can save. */
const onlyDenies: Check = ({ type, policy }) => {
  if (type !== 'resourceControl') return undefined
  const statement = policy?.statements.find((candidate) => !isRcpStatement(candidate))
  return statement && malformed(statement.at)
}

const isRcpStatement = ({ effect, principal, action }: Statement): boolean =>
  effect === 'Deny' &&
  principal?.patterns.every(({ text }) => text === '*') === true &&
  action.element === 'Action' &&
  action.patterns.every(({ text }) => text !== '*')
