import { valueAt } from '../base/pointer.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import { parseAddressRange } from './condition-address.ts'
import { type ConditionValueKind, operatorFacts } from './condition-operator.ts'
import { compilePattern, matchesPattern } from './pattern.ts'
import type { Statement, Text } from './policy.ts'
import { findService } from './reference.ts'
import { type AwsRefusal, type Check, charactersOf, firstRefusal, hasOnlyPolicyCharacters, type SubmittedPolicy } from './refusal.ts'
import { mayNameResource } from './resource-format.ts'

/**
 * IAM's refusals of identity policies, managed policies and boundaries. STS is taken to refuse session policies in the same words (inferred).
 *
 * Messages and their order are those that the moto project compared with IAM, case by case, in its tests of policy documents, and that the
 * LocalStack project recorded anew.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html
 * @see https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/iam/test_iam_policies.snapshot.json
 */
export const refuseIdentityPolicy = (submitted: SubmittedPolicy): AwsRefusal | undefined =>
  firstRefusal(submitted, [
    hasValidCharacters,
    hasValidLength,
    hasNoSyntaxErrors,
    specifiesNoPrincipal,
    isOfCurrentVersion,
    passesLegacyParsing,
    hasAlphanumericSids,
    hasUniqueSids,
    containsActions,
    containsResources,
    hasValidResources,
    hasValidActions,
    isWithinQuota,
  ])

const malformed = (message: string, at?: Span): AwsRefusal => ({
  code: 'MalformedPolicyDocument',
  message,
  ...(at === undefined ? {} : { at }),
})

const parameterOf = ({ type }: SubmittedPolicy): string => (type === 'session' ? 'policy' : 'policyDocument')

const hasValidCharacters: Check = (submitted) =>
  hasOnlyPolicyCharacters(submitted.text)
    ? undefined
    : {
        code: 'ValidationError',
        message: `The specified value for ${parameterOf(submitted)} is invalid. It must contain only printable ASCII characters.`,
      }

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html for the 2,048 characters of a session policy */
const hasValidLength: Check = (submitted) => {
  const limit = submitted.type === 'session' ? 2048 : 131_072
  if (submitted.text.length <= limit) return undefined
  const constraint = `Member must have length less than or equal to ${limit}`
  return {
    code: 'ValidationError',
    message: `1 validation error detected: Value at '${parameterOf(submitted)}' failed to satisfy constraint: ${constraint}`,
  }
}

/** Problems that IAM does not call a syntax error. */
const withOwnMessage = [
  'missing-action',
  'empty-action',
  'missing-resource',
  'empty-resource',
  'prohibited-principal',
  'prohibited-not-principal',
]

const hasNoSyntaxErrors: Check = (submitted) => {
  const problem = submitted.problems.find(
    (candidate) => !withOwnMessage.includes(shortCode(candidate)) && !isEffectInWrongCase(submitted, candidate),
  )
  return problem === undefined ? undefined : malformed('Syntax errors in policy.', problem.at)
}

const shortCode = ({ code }: Problem): string => code.slice('policy/'.length)

function isEffectInWrongCase({ document }: SubmittedPolicy, { code, at }: Problem): boolean {
  if (code !== 'policy/unknown-effect' || document === undefined) return false
  const effect = valueAt(document, at.pointer ?? '')
  return effect?.kind === 'string' && ['allow', 'deny'].includes(effect.value.toLowerCase())
}

const refuseProblem = (submitted: SubmittedPolicy, codes: readonly string[], message: string): AwsRefusal | undefined => {
  const problem = submitted.problems.find((candidate) => codes.includes(shortCode(candidate)))
  return problem === undefined ? undefined : malformed(message, problem.at)
}

const specifiesNoPrincipal: Check = (submitted) =>
  refuseProblem(submitted, ['prohibited-principal', 'prohibited-not-principal'], 'Policy document should not specify a principal.')

/** Inline and session policies may be of 2008-10-17; managed policies, which boundaries are too, may not. */
const isOfCurrentVersion: Check = ({ type, policy }) =>
  (type === 'managed' || type === 'permissionsBoundary') && policy?.version === '2008-10-17'
    ? malformed('Policy document must be version 2012-10-17 or greater.', policy.at)
    : undefined

const legacyParsing = (at: Span): AwsRefusal => malformed('The policy failed legacy parsing', at)

const passesLegacyParsing: Check = (submitted) => {
  const effect = submitted.problems.find((problem) => isEffectInWrongCase(submitted, problem))
  if (effect !== undefined) return legacyParsing(effect.at)
  const wrong = statementsOf(submitted).flatMap((statement) => malformedValues(statement, submitted.type === 'session'))
  if (wrong[0] !== undefined) return legacyParsing(wrong[0].at)
  for (const resource of statementsOf(submitted).flatMap(resourcesOf)) {
    if (refuseResource(resource, partitionOf(submitted)) !== undefined) return undefined
    if (!isLegacyResource(resource.text)) return legacyParsing(resource.at)
  }
  return undefined
}

const statementsOf = ({ policy }: SubmittedPolicy): readonly Statement[] => policy?.statements ?? []
const resourcesOf = ({ resource }: Statement): readonly Text[] => resource?.patterns ?? []
const partitionOf = ({ context }: SubmittedPolicy): string => context.partition ?? 'aws'

/**
 * Values that their operator cannot read. That IAM refuses to store them, and that STS takes them in a session policy but for those that are no
 * base64, was recorded (github.com/radkawar/stackd, testdata/aws/iam/condition_values.json); the sentence is known of dates and inferred of others.
 */
const malformedValues = ({ conditions }: Statement, inSession: boolean): readonly Text[] =>
  conditions.flatMap(({ operator, values }) => {
    const { compares } = operatorFacts(operator.name)
    const reads = inSession && compares !== 'binary' ? undefined : readings[compares]
    return reads === undefined ? [] : values.filter(({ text }) => !reads(text))
  })

const readings: Partial<Record<ConditionValueKind, (text: string) => boolean>> = {
  number: (text) => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text),
  date: isLegacyDate,
  binary: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  address: (text) => parseAddressRange(text) !== undefined,
  arn: (text) => /[*?$]/.test(text) || text.startsWith('arn:'),
}

/** Seconds since 1970, or a date with at most a year, as IAM reads it: more loosely than ISO 8601. */
function isLegacyDate(text: string): boolean {
  if (!/[t-]/i.test(text)) return /^\d+$/.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n
  const parts = /^(-?\d+)(?:-(\d+)(?:-(\d+))?)?(?:t(?:(\d+)(?::(\d+)(?::(\d+)(?:\.(\d+))?)?)?)?(?:z|[+-](\d\d)(?::(\d\d))?)?)?$/i.exec(text)
  if (parts === null) return false
  const within = (index: number, low: number, high: number): boolean =>
    parts[index] === undefined || (Number(parts[index]) >= low && Number(parts[index]) <= high)
  return (
    within(1, -292_275_054, 292_278_993) &&
    within(2, 1, 12) &&
    within(3, 1, 31) &&
    within(4, 0, 23) &&
    within(5, 0, 59) &&
    within(6, 0, 59) &&
    within(7, 0, 999_999_999) &&
    within(8, 0, 23) &&
    within(9, 0, 59)
  )
}

/** `arn:aws:s3::bucket` has a colon too few, and `arn:aws:::…` no service. */
function isLegacyResource(resource: string): boolean {
  if (resource === '*') return true
  const segments = resource.split(':')
  return segments[2] !== '' && (segments.length > 5 || !resource.includes('::'))
}

const hasAlphanumericSids: Check = (submitted) => {
  const statement = statementsOf(submitted).find(({ sid }) => sid !== undefined && !/^[0-9A-Za-z]*$/.test(sid))
  const message = 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*'
  return statement === undefined ? undefined : malformed(message, statement.at)
}

const hasUniqueSids: Check = (submitted) => {
  const sids = new Set<string>()
  for (const { sid, at } of statementsOf(submitted)) {
    if (sid === undefined || sid === '') continue
    if (sids.has(sid)) return malformed('Statement IDs (SID) in a single policy must be unique.', at)
    sids.add(sid)
  }
  return undefined
}

const containsActions: Check = (submitted) =>
  refuseProblem(submitted, ['missing-action', 'empty-action'], 'Policy statement must contain actions.')

const containsResources: Check = (submitted) =>
  refuseProblem(submitted, ['missing-resource', 'empty-resource'], 'Policy statement must contain resources.')

const hasValidResources: Check = (submitted) => {
  for (const resource of statementsOf(submitted).flatMap(resourcesOf)) {
    const message = refuseResource(resource, partitionOf(submitted))
    if (message !== undefined) return malformed(message, resource.at)
  }
  return undefined
}

/** IAM fills segments that are missing with `*`; `a:b` has the partition `b`. */
function refuseResource({ text }: Text, partition: string): string | undefined {
  if (text === '*') return undefined
  if (!text.includes(':')) return `Resource ${text} must be in ARN format or "*".`
  const [, written = '', ...rest] = text.split(':')
  const [first = '*', region = '*', account = '*'] = rest
  const service = first === '' && rest.length === 1 ? '*' : first
  const resource = rest.length > 3 ? rest.slice(3).join(':') : '*'
  if (!matchesPattern(compilePattern(written), partition))
    return `Partition "${written}" is not valid for resource "arn:${written}:${service}:${region}:${account}:${resource}".`
  if (rest.length === 0 || /[*?]/.test(rest[0] ?? '')) return 'Resource vendor must be fully qualified and cannot contain regexes.'
  if (rest[0] === 's3' && region !== '' && !mayHaveRegion(text)) return `Resource ${text} can not contain region information.`
  return rest[0] === 'iam' && rest.length > 3 ? refuseIamResource(text, rest[1] ?? '', resource) : undefined
}

/** Access points, jobs and the like have a region; buckets and objects have none. */
const mayHaveRegion = (resource: string): boolean =>
  (findService('s3')?.resourceTypes ?? []).some(({ arn }) => arn.includes('${Region}') && mayNameResource(resource, arn))

function refuseIamResource(text: string, region: string, resource: string): string | undefined {
  if (region !== '') return `IAM resource ${text} cannot contain region information.`
  if (resource === '*' || resource === 'root' || iamPaths.some((path) => resource.startsWith(path))) return undefined
  return `IAM resource path must either be "*", root, or start with ${iamPaths.join(', ')}.`
}

/** As the message lists them. */
const iamPaths = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
]

const hasValidActions: Check = (submitted) => {
  for (const { text, at } of statementsOf(submitted).flatMap(({ action }) => action.patterns)) {
    const [vendor = '', ...names] = text.split(':')
    if (names.length === 0 && vendor !== '*')
      return malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.', at)
    if (names.length > 1) return malformed('Actions/Condition can contain only one colon.', at)
    if (vendor !== '*' && !/^[a-zA-Z0-9.-]*$/.test(vendor)) return malformed(`Vendor ${vendor} is not valid`, at)
  }
  return undefined
}

const inlineQuota = { user: 2048, group: 5120, role: 10_240 } as const

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
const isWithinQuota: Check = ({ type, text, context: { inlineOf } }) => {
  const characters = charactersOf(text)
  if (type === 'managed' || type === 'permissionsBoundary')
    return characters <= 6144 ? undefined : { code: 'LimitExceeded', message: 'Cannot exceed quota for PolicySize: 6144' }
  if (inlineOf === undefined || characters + inlineOf.otherCharacters <= inlineQuota[inlineOf.kind]) return undefined
  const message = `Maximum policy size of ${inlineQuota[inlineOf.kind]} bytes exceeded for ${inlineOf.kind} ${inlineOf.name}`
  return { code: 'LimitExceeded', message }
}
