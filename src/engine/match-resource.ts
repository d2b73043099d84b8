import { type ArnPattern, compileResourcePattern, matchesArn, parseResourceTemplate } from '../policy/arn.ts'
import { literalPrefix } from '../policy/pattern.ts'
import type { PolicyVersion, ResourceElement, Text } from '../policy/policy.ts'
import { fillTemplate, type Template, variablesOf } from '../policy/template.ts'
import { variableValue } from './context-value.ts'
import type { ElementTrace } from './decision.ts'
import type { RequestFacts } from './request-facts.ts'

/** `Resource` or `NotResource`, ready to match. */
export interface CompiledResource {
  readonly element: ResourceElement
  readonly negated: boolean
  readonly patterns: readonly ResourcePattern[]
}

interface ResourcePattern {
  readonly source: Text
  readonly template: Template
  /** The pattern itself where no variable has to be filled in. */
  readonly fixed: ArnPattern | undefined
}

export function compileResource(element: ResourceElement, version: PolicyVersion): CompiledResource {
  const compile = (source: Text): ResourcePattern => {
    const template = parseResourceTemplate(source.text, version)
    const filled = fillTemplate(template, () => undefined)
    return { source, template, fixed: variablesOf(template).length === 0 ? compileResourcePattern(filled.parts) : undefined }
  }
  return { element, negated: element.element === 'NotResource', patterns: element.patterns.map(compile) }
}

/** `NotResource` matches each resource that is not listed. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html */
export function matchesResource(compiled: CompiledResource, facts: RequestFacts): boolean {
  return (findPattern(compiled, facts) !== undefined) !== compiled.negated
}

export function traceResource(compiled: CompiledResource, facts: RequestFacts): ElementTrace {
  const { element, negated } = compiled
  const found = findPattern(compiled, facts)?.source
  const common = { node: 'element', element: negated ? 'notResource' : 'resource', at: element.at } as const
  if (!negated && found !== undefined) return { ...common, matches: true, pattern: found }
  if (negated && found === undefined) return { ...common, matches: true }
  const actual = facts.request.resource
  if (found !== undefined) return { ...common, matches: false, why: { code: 'excludedByPattern', pattern: found.text, actual } }
  const patterns = element.patterns.map(({ text }) => text)
  const variables = unresolvedVariables(compiled, facts)
  if (variables.length > 0) return { ...common, matches: false, why: { code: 'variableUnresolved', patterns, variables, actual } }
  return { ...common, matches: false, why: { code: 'noPatternMatches', patterns, actual } }
}

/** The literal texts with which a matching ARN begins; `''` where any may match. */
export function prefixesOf({ negated, patterns }: CompiledResource): readonly string[] {
  return negated ? [''] : patterns.map(({ fixed }) => (fixed === undefined ? '' : prefixOf(fixed)))
}

function prefixOf(pattern: ArnPattern): string {
  if (pattern.kind !== 'segments') return ''
  const segments = [pattern.partition, pattern.service, pattern.region, pattern.account]
  return segments.every(({ head, tail }) => tail === undefined && head.runs.length <= 1 && literalPrefixIsWhole(head))
    ? `arn:${segments.map(literalPrefix).join(':')}:${literalPrefix(pattern.resource)}`
    : ''
}

const literalPrefixIsWhole = (head: { readonly length: number; readonly runs: readonly { readonly text: string }[] }): boolean =>
  (head.runs[0]?.text.length ?? 0) === head.length

function findPattern({ patterns }: CompiledResource, facts: RequestFacts): ResourcePattern | undefined {
  for (const pattern of patterns) if (covers(pattern, facts)) return pattern
  return undefined
}

/**
 * Only `*` stands for a request without a resource: `s3:ListAllMyBuckets` is not covered by `arn:aws:s3:::*`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function covers(pattern: ResourcePattern, facts: RequestFacts): boolean {
  const arnPattern = pattern.fixed ?? fillPattern(pattern.template, facts)
  if (arnPattern === undefined) return false
  return arnPattern.kind === 'everything' || (facts.resource !== undefined && matchesArn(arnPattern, facts.resource))
}

/** A variable without a value makes its pattern match nothing. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
function fillPattern(template: Template, { context }: RequestFacts): ArnPattern | undefined {
  const { parts, unresolved } = fillTemplate(template, (key) => variableValue(context, key))
  return unresolved.length > 0 ? undefined : compileResourcePattern(parts)
}

function unresolvedVariables({ patterns }: CompiledResource, { context }: RequestFacts): readonly string[] {
  return [...new Set(patterns.flatMap(({ template }) => fillTemplate(template, (key) => variableValue(context, key)).unresolved))]
}
