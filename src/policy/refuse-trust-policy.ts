import type { Span } from '../base/span.ts'
import type { Statement } from './policy.ts'
import { isPrincipalShape } from './principal-shape.ts'
import { type AwsRefusal, type Check, charactersOf, firstRefusal, hasOnlyPolicyCharacters, type SubmittedPolicy } from './refusal.ts'
import { firstProblem, resourcePolicyMessage } from './resource-policy-messages.ts'

/**
 * IAM's refusals of role trust policies. Whether a principal exists is asked by whoever knows the principals.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
 */
export const refuseTrustPolicy = (submitted: SubmittedPolicy): AwsRefusal | undefined =>
  firstRefusal(submitted, [
    hasValidCharacters,
    allowsNoNotPrincipal,
    isWellFormed,
    namesPossiblePrincipals,
    specifiesStsActions,
    hasUniqueSids,
    isWithinQuota,
  ])

const malformed = (message: string, at: Span): AwsRefusal => ({ code: 'MalformedPolicyDocument', message, at })

const hasValidCharacters: Check = ({ text }) =>
  hasOnlyPolicyCharacters(text)
    ? undefined
    : {
        code: 'ValidationError',
        message: 'The specified value for assumeRolePolicyDocument is invalid. It must contain only printable ASCII characters.',
      }

const statementsOf = ({ policy }: SubmittedPolicy): readonly Statement[] => policy?.statements ?? []

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
const allowsNoNotPrincipal: Check = (submitted) => {
  const statement = statementsOf(submitted).find(({ effect, principal }) => effect === 'Allow' && principal?.element === 'NotPrincipal')
  return statement?.principal && malformed('Allow with NotPrincipal is not allowed.', statement.principal.at)
}

const wording = {
  syntax: 'Syntax error in policy.',
  principalNotAnObject: 'Principal must be a JSON object.',
  unknownPrincipalType: (type: string) => `Invalid principal in policy: "${type}"`,
}

const isWellFormed: Check = (submitted) => {
  const problem = firstProblem(submitted)
  return problem && malformed(resourcePolicyMessage(problem, submitted, wording), problem.at)
}

/** Recorded: `Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/gone"`; the type is in capitals. */
const namesPossiblePrincipals: Check = (submitted) => {
  const patterns = statementsOf(submitted).flatMap(({ principal }) => principal?.patterns ?? [])
  const wrong = patterns.find((pattern) => pattern.type === 'CanonicalUser' || !isPrincipalShape(pattern))
  return wrong && malformed(`Invalid principal in policy: "${wrong.type.toUpperCase()}":"${wrong.text}"`, wrong.at)
}

const specifiesStsActions: Check = (submitted) => {
  const action = statementsOf(submitted)
    .flatMap((statement) => statement.action.patterns)
    .find(({ text }) => !/^sts:/i.test(text))
  return action && malformed('AssumeRole policy may only specify STS AssumeRole actions.', action.at)
}

const hasUniqueSids: Check = (submitted) => {
  const sids = new Set<string>()
  for (const { sid, at } of statementsOf(submitted)) {
    if (sid === undefined || sid === '') continue
    if (sids.has(sid)) return malformed('The Statement Ids in the policy are not unique', at)
    sids.add(sid)
  }
  return undefined
}

/** The default of 2,048 characters. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const isWithinQuota: Check = ({ text }) =>
  charactersOf(text) <= 2048 ? undefined : { code: 'LimitExceeded', message: 'Cannot exceed quota for ACLSizePerRole: 2048' }
