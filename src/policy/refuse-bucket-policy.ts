import { parseAddress, parseCidr } from '../base/cidr.ts'
import { plain } from '../base/located.ts'
import type { Span } from '../base/span.ts'
import { compilePattern, matchesPattern } from './pattern.ts'
import type { Condition, Statement, Text } from './policy.ts'
import { isPrincipalShape } from './principal-shape.ts'
import { actionsMatching, findService, globalConditionKeys, isKey } from './reference.ts'
import { type AwsRefusal, type Check, firstRefusal, type SubmittedPolicy } from './refusal.ts'
import { mayNameResource } from './resource-format.ts'
import { firstProblem, resourcePolicyMessage } from './resource-policy-messages.ts'

/**
 * S3's refusals of bucket policies. Unlike IAM, S3 knows its own actions, resources and condition keys, and refuses what cannot work together.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 * @see https://github.com/versity/versitygw/issues?q=PutBucketPolicy for the messages
 */
export const refuseBucketPolicy = (submitted: SubmittedPolicy): AwsRefusal | undefined =>
  firstRefusal(submitted, [beginsWithBrace, isWellFormed, isWithinLimit, (policy) => refuseStatements(policy)])

const malformed = (message: string, at?: Span): AwsRefusal => ({ code: 'MalformedPolicy', message, ...(at === undefined ? {} : { at }) })

/** Recorded from S3 for an empty and for a random text. */
const beginsWithBrace: Check = ({ text }) =>
  text.startsWith('{') ? undefined : malformed("Policies must be valid JSON and the first byte must be '{'")

/** `Invalid policy syntax.` to a principal that is text is quoted in users' reports. */
const wording = {
  syntax: 'Invalid policy syntax.',
  principalNotAnObject: 'Invalid policy syntax.',
  unknownPrincipalType: () => 'Invalid principal in policy',
}

const isWellFormed: Check = (submitted) => {
  const problem = firstProblem(submitted)
  return problem && malformed(resourcePolicyMessage(problem, submitted, wording), problem.at)
}

/** 20 KB of the document without white space. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html */
const isWithinLimit: Check = ({ document }) => {
  const size = document === undefined ? 0 : new TextEncoder().encode(JSON.stringify(plain(document))).length
  return size <= 20_480 ? undefined : malformed('Normalized policy document exceeds the maximum allowed size of 20480 bytes')
}

type StatementCheck = (statement: Statement, submitted: SubmittedPolicy) => AwsRefusal | undefined

function refuseStatements(submitted: SubmittedPolicy): AwsRefusal | undefined {
  const checks: readonly StatementCheck[] = [
    allowsNoNotPrincipal,
    namesPossiblePrincipals,
    hasValidActions,
    hasValidResources,
    hasValidConditions,
    conditionsApply,
    actionsApply,
  ]
  for (const statement of submitted.policy?.statements ?? []) {
    for (const check of checks) {
      const refusal = check(statement, submitted)
      if (refusal !== undefined) return refusal
    }
  }
  return undefined
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
const allowsNoNotPrincipal: StatementCheck = ({ effect, principal }) =>
  effect === 'Allow' && principal?.element === 'NotPrincipal'
    ? malformed('Allow with NotPrincipal is not allowed.', principal.at)
    : undefined

const namesPossiblePrincipals: StatementCheck = ({ principal }) => {
  const wrong = principal?.patterns.find((pattern) => !isPrincipalShape(pattern))
  return wrong && malformed('Invalid principal in policy', wrong.at)
}

const hasValidActions: StatementCheck = ({ action }) => {
  const wrong = action.patterns.find(({ text }) => s3Actions(text).length === 0)
  return wrong && malformed('Policy has invalid action', wrong.at)
}

const s3Actions = (pattern: string): ReturnType<typeof actionsMatching> =>
  pattern === '*' ? actionsMatching('s3:*') : /^s3:/i.test(pattern) ? actionsMatching(pattern) : []

/** Only ARNs of S3, and only of this bucket or access point and its objects; for a bucket `*` is none. */
const hasValidResources: StatementCheck = ({ resource }, { context }) => {
  const wrong = resource?.patterns.find((pattern) => !isOfBucket(pattern, context))
  return wrong && malformed('Policy has invalid resource', wrong.at)
}

function isOfBucket({ text }: Text, { bucket, accessPoint, partition = 'aws' }: SubmittedPolicy['context']): boolean {
  if (accessPoint !== undefined) return matchesPattern(compilePattern(text.split('/object/')[0] ?? ''), accessPoint)
  const [arn, written = '', service, region, account, ...rest] = text.split(':')
  const resource = rest.join(':')
  if (arn !== 'arn' || service !== 's3' || region !== '' || account !== '' || resource === '') return false
  if (!matchesPattern(compilePattern(written), partition)) return false
  const [name = ''] = resource.replace(/\$\{[^}]*\}/g, '*').split('/')
  return bucket === undefined || matchesPattern(compilePattern(name), bucket)
}

/** Keys that begin with `aws:` are not looked at, whether they exist or not; a few global keys have the prefix of a service. */
const hasValidConditions: StatementCheck = ({ conditions }) => {
  const keys = [...globalConditionKeys, ...(findService('s3')?.conditionKeys ?? [])]
  const unknown = conditions.find(({ key }) => !/^aws:/i.test(key) && !keys.some((known) => isKey(known, key)))
  if (unknown !== undefined) return malformed('Policy has an invalid condition key', unknown.keyAt)
  const address = conditions
    .filter(isOnAddress)
    .flatMap(({ values }) => values)
    .find(({ text }) => !isAddress(text))
  return address && malformed('Invalid IP address in Conditions', address.at)
}

const isOnAddress = ({ key, operator }: Condition): boolean => key.toLowerCase() === 'aws:sourceip' && operator.name !== 'Null'

const isAddress = (text: string): boolean => parseAddress(text).ok || parseCidr(text).ok

/** Each action that is written out must send each of S3's keys; patterns are let through. */
const conditionsApply: StatementCheck = ({ action, conditions }) => {
  if (action.element === 'NotAction') return undefined
  const actions = action.patterns.filter(({ text }) => !/[*?]/.test(text)).flatMap(({ text }) => actionsMatching(text))
  const wrong = conditions.find(
    ({ key }) => /^s3:/i.test(key) && actions.some(({ conditionKeys }) => !conditionKeys.some((sent) => isKey(sent, key))),
  )
  return wrong && malformed('Conditions do not apply to combination of actions and resources in statement', wrong.keyAt)
}

/** Each action needs a resource that it works on. */
const actionsApply: StatementCheck = ({ action, resource }) => {
  if (action.element === 'NotAction' || resource?.element !== 'Resource') return undefined
  const wrong = action.patterns.find(({ text }) => !appliesToAny(text, resource.patterns))
  return wrong && malformed('Action does not apply to any resource(s) in statement', wrong.at)
}

const appliesToAny = (action: string, resources: readonly Text[]): boolean =>
  s3Actions(action).some(({ resourceTypes }) =>
    resourceTypes.some(({ type }) => resources.some(({ text }) => mayNameResource(text, type.arn))),
  )
