import { compileResourcePattern, parseResourceTemplate } from '../policy/arn.ts'
import type { PatternPart } from '../policy/pattern.ts'
import type { PolicyVersion, ResourceElement } from '../policy/policy.ts'
import { and, type Formula, not, yes } from './formula.ts'
import type { OpenValues } from './open-value.ts'
import { anyRun, type Tokens } from './token.ts'
import { arnWords, textSet, type ValueSet } from './value-set.ts'

export const resourceDimension = 'resource'

/** When the resource is meant by `Resource` or `NotResource`. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function compileResource(element: ResourceElement, version: PolicyVersion, values: OpenValues): Formula {
  const listed = element.patterns.map(({ text }) => ({ text, template: parseResourceTemplate(text, version) }))
  const negated = element.element === 'NotResource'
  if (listed.some(({ text }) => /^\*+$/.test(text))) return negated ? not(yes) : yes
  const meant = values.test(resourceDimension, listed, resourceSet, 'Resource')
  return negated ? and([not(meant), values.resolved(listed)]) : meant
}

export const resourceSet = (filled: readonly (readonly PatternPart[])[]): ValueSet => textSet(filled.flatMap(resourceWords))

/** The resources that a pattern covers; only `*` covers a request without a resource. */
export function resourceWords(parts: readonly PatternPart[]): readonly Tokens[] {
  const pattern = compileResourcePattern(parts)
  return pattern.kind === 'everything' ? [[anyRun]] : arnWords(pattern)
}
