import { compilePattern, matchesPattern, type Pattern, type PatternPart, parsePattern } from './pattern.ts'
import type { PolicyVersion } from './policy.ts'
import { parseTemplate, type Template } from './template.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly account: string
  /** Everything after the fifth colon, with its own colons. */
  readonly resource: string
}

/** Which ARNs a pattern stands for. */
export type ArnPattern =
  | { readonly kind: 'everything' }
  /** No ARN can match, and why. */
  | { readonly kind: 'nothing'; readonly because: 'notAnArn' | 'wildcardInService' | 'wildcardInResourceType' }
  | ({ readonly kind: 'segments' } & { readonly [Segment in keyof Arn]: Pattern })

/** The six parts of an ARN, or undefined when the text is none. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined
  const first = text.indexOf(':', 4)
  const second = text.indexOf(':', first + 1)
  const third = text.indexOf(':', second + 1)
  const fourth = text.indexOf(':', third + 1)
  if (first <= 4 || second <= first + 1 || third <= second || fourth <= third) return undefined
  return {
    partition: text.slice(4, first),
    service: text.slice(first + 1, second),
    region: text.slice(second + 1, third),
    account: text.slice(third + 1, fourth),
    resource: text.slice(fourth + 1),
  }
}

export const formatArn = ({ partition, service, region, account, resource }: Arn): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`

/**
 * The pattern of `Resource` and `NotResource`: each segment by itself, so a star in the account never reaches into the resource. Segments that
 * are not there are stars, as IAM's own messages show (`arn:aws:fdsasf` is `arn:aws:fdsasf:*:*:*`) and AWS's managed policies use
 * (`arn:aws:codepipeline:*`); the service cannot have a wildcard.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html#reference_policies_elements_resource_wildcards
 */
export function compileResourcePattern(source: string | readonly PatternPart[]): ArnPattern {
  const parts = typeof source === 'string' ? parsePattern(source) : source
  if (isStar(parts)) return { kind: 'everything' }
  const [arn = [], partition, service, region, account, resource] = splitSegments(parts)
  if (!isText(arn, 'arn') || partition === undefined) return { kind: 'nothing', because: 'notAnArn' }
  if (service === undefined || service.some(isWildcard)) return { kind: 'nothing', because: 'wildcardInService' }
  if (resource !== undefined && isText(service, 'iam') && hasWildcardInType(resource))
    return { kind: 'nothing', because: 'wildcardInResourceType' }
  return compileSegments([partition, service, region ?? star, account ?? star, resource ?? star])
}

/**
 * The pattern of `ArnLike` and `ArnEquals`, which are the same: six segments, each with wildcards, the service too. `*` alone is any ARN (inferred).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function compileArnPattern(source: string | readonly PatternPart[]): ArnPattern {
  const parts = typeof source === 'string' ? parsePattern(source) : source
  if (isStar(parts)) return { kind: 'everything' }
  const [arn = [], ...segments] = splitSegments(parts)
  if (!isText(arn, 'arn') || segments.length !== 5) return { kind: 'nothing', because: 'notAnArn' }
  return compileSegments(segments)
}

/** Whether the pattern covers the ARN, segment by segment. */
export function matchesArn(pattern: ArnPattern, arn: Arn): boolean {
  if (pattern.kind !== 'segments') return pattern.kind === 'everything'
  return (
    matchesPattern(pattern.service, arn.service) &&
    matchesPattern(pattern.resource, arn.resource) &&
    matchesPattern(pattern.account, arn.account) &&
    matchesPattern(pattern.region, arn.region) &&
    matchesPattern(pattern.partition, arn.partition)
  )
}

/**
 * A `Resource` with its variables. They work only after the fifth colon; before it, `${…}` stays text.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-wheretouse
 */
export function parseResourceTemplate(text: string, version: PolicyVersion): Template {
  let colons = 0
  return parseTemplate(text, version).map((part) => {
    if (part.kind === 'text' && part.filled !== true) colons += part.text.split(':').length - 1
    return part.kind === 'variable' && colons < 5 ? { kind: 'text', text: part.text, filled: true } : part
  })
}

const star: readonly PatternPart[] = [{ kind: '*' }]

const isWildcard = (part: PatternPart): boolean => part.kind !== 'text'
const isStar = (parts: readonly PatternPart[]): boolean => parts.length > 0 && parts.every((part) => part.kind === '*')
const isText = (parts: readonly PatternPart[], text: string): boolean =>
  parts.every((part) => part.kind === 'text') && parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') === text

/** At most six: what follows the fifth colon stays together. Only colons of the policy's own text count. */
function splitSegments(parts: readonly PatternPart[]): readonly (readonly PatternPart[])[] {
  const segments: PatternPart[][] = [[]]
  for (const part of parts) {
    if (part.kind !== 'text' || part.filled === true) {
      segments.at(-1)?.push(part)
      continue
    }
    const pieces = part.text.split(':')
    const room = 6 - segments.length
    const separate = pieces.length > room + 1 ? [...pieces.slice(0, room), pieces.slice(room).join(':')] : pieces
    separate.forEach((piece, index) => {
      if (index > 0) segments.push([])
      if (piece !== '') segments.at(-1)?.push({ kind: 'text', text: piece })
    })
  }
  return segments
}

function compileSegments(segments: readonly (readonly PatternPart[])[]): ArnPattern {
  const [partition = [], service = [], region = [], account = [], resource = []] = segments
  return {
    kind: 'segments',
    partition: compilePattern(partition),
    service: compilePattern(service),
    region: compilePattern(region),
    account: compilePattern(account),
    resource: compilePattern(resource),
  }
}

/**
 * IAM's own resources begin with the word of their type (`user/`), and `u*` does not stand for it. Other services match such patterns: AWS's
 * managed policies have `arn:aws:ec2:*:*:security-group*\/*`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
function hasWildcardInType(resource: readonly PatternPart[]): boolean {
  if (isStar(resource)) return false
  for (const part of resource) {
    if (part.kind !== 'text') return true
    if (/[/:]/.test(part.text)) return false
  }
  return false
}
