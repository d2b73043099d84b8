import type { Span } from '../base/span.ts'
import { isPrincipalShape } from './principal-shape.ts'
import { type AwsRefusal, type Check, firstRefusal, type SubmittedPolicy } from './refusal.ts'
import { firstProblem, resourcePolicyMessage } from './resource-policy-messages.ts'

/**
 * The refusals of EC2 for VPC endpoint policies, and of other services for the policies of their resources. EC2's sentence on syntax is quoted
 * in users' reports, for other mistakes it is inferred; other services are taken to word their refusals as the shared reader does (inferred).
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const refuseResourcePolicy = (submitted: SubmittedPolicy): AwsRefusal | undefined =>
  firstRefusal(submitted, [isWithinLimit, isWellFormed, namesPossiblePrincipals])

const malformed = ({ type }: SubmittedPolicy, message: string, at: Span): AwsRefusal =>
  type === 'vpcEndpoint'
    ? { code: 'InvalidPolicyDocument', message: `The Policy Document is not valid. ${message}`, at }
    : { code: 'MalformedPolicyDocumentException', message, at }

/** 20,480 characters, white space included; most other services have the same limit. */
const isWithinLimit: Check = ({ type, text }) =>
  type !== 'vpcEndpoint' || text.length <= 20_480
    ? undefined
    : { code: 'InvalidPolicyDocument', message: 'The Policy Document is not valid. Maximum policy size of 20480 bytes exceeded' }

const isWellFormed: Check = (submitted) => {
  const problem = firstProblem(submitted)
  if (problem === undefined) return undefined
  const { line, column } = problem.at.start
  const syntax = `Syntax error at position (${line},${column})`
  const wording = { syntax, principalNotAnObject: syntax, unknownPrincipalType: (type: string) => `Invalid principal in policy: "${type}"` }
  return malformed(submitted, resourcePolicyMessage(problem, submitted, wording), problem.at)
}

const namesPossiblePrincipals: Check = (submitted) => {
  const patterns = submitted.policy?.statements.flatMap(({ principal }) => principal?.patterns ?? [])
  const wrong = patterns?.find((pattern) => !isPrincipalShape(pattern))
  return wrong && malformed(submitted, `Invalid principal in policy: "${wrong.type.toUpperCase()}":"${wrong.text}"`, wrong.at)
}
