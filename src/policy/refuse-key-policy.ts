import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import { isPrincipalShape } from './principal-shape.ts'
import { type AwsRefusal, type Check, firstRefusal, hasOnlyPolicyCharacters, type SubmittedPolicy } from './refusal.ts'
import { firstProblem, resourcePolicyMessage } from './resource-policy-messages.ts'

/**
 * The refusals of KMS. Its sentences on principals are quoted in users' reports; the others are those of the shared reader of resource policies
 * (inferred). The lockout check (`The new key policy will not allow you to update the key policy in the future.`) needs the caller, and is
 * made by whoever knows it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export const refuseKeyPolicy = (submitted: SubmittedPolicy): AwsRefusal | undefined =>
  firstRefusal(submitted, [hasValidCharacters, isWithinLimit, isWellFormed, namesPossiblePrincipals])

const malformed = (message: string, at?: Span): AwsRefusal => ({
  code: 'MalformedPolicyDocumentException',
  message,
  ...(at === undefined ? {} : { at }),
})

/** The pattern is that of the API; the sentence is the usual one of a failed constraint (inferred). */
const hasValidCharacters: Check = ({ text }) => {
  if (hasOnlyPolicyCharacters(text)) return undefined
  const constraint = 'Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+'
  return {
    code: 'ValidationException',
    message: `1 validation error detected: Value at 'policy' failed to satisfy constraint: ${constraint}`,
  }
}

/** 32 kilobytes. @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const isWithinLimit: Check = ({ text }) =>
  new TextEncoder().encode(text).length <= 32_768
    ? undefined
    : { code: 'LimitExceededException', message: 'The policy exceeds the maximum size of 32768 bytes' }

const isWellFormed: Check = (submitted) => {
  const problem = firstProblem(submitted)
  return problem && malformed(messageFor(problem, submitted), problem.at)
}

function messageFor(problem: Problem, submitted: SubmittedPolicy): string {
  if (problem.code === 'policy/missing-principal' || problem.code === 'policy/empty-principal')
    return 'Policy contains a statement with no principal.'
  return resourcePolicyMessage(problem, submitted, {
    syntax: 'Syntax error in policy.',
    principalNotAnObject: invalidPrincipals,
    unknownPrincipalType: () => invalidPrincipals,
  })
}

const invalidPrincipals = 'Policy contains a statement with one or more invalid principals.'

const namesPossiblePrincipals: Check = ({ policy }) => {
  const patterns = policy?.statements.flatMap(({ principal }) => principal?.patterns ?? [])
  const wrong = patterns?.find((pattern) => !isPrincipalShape(pattern))
  return wrong && malformed(invalidPrincipals, wrong.at)
}
