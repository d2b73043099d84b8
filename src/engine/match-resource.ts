import { compileResourcePattern, parseArn, parseResourceTemplate } from '../policy/arn.ts'
import type { PolicyVersion, ResourceElement, Text } from '../policy/policy.ts'
import type { Template } from '../policy/template.ts'
import { type ArnTest, compileArnTest, literalPrefixOf } from './arn-test.ts'
import type { ElementTrace } from './decision.ts'
import { type CompiledTemplate, compileTemplate } from './filled-template.ts'
import { rememberLast } from './remember.ts'
import type { RequestFacts } from './request-facts.ts'

/** `Resource` or `NotResource`, ready to match. */
export interface CompiledResource {
  readonly element: ResourceElement
  readonly negated: boolean
  readonly patterns: readonly ResourcePattern[]
  readonly texts: readonly string[]
  /** `"Resource": "*"` needs no look at the request; what the tree says of it. */
  readonly everything: ElementTrace | undefined
  /** Whether a pattern has variables. */
  readonly variables: boolean
}

interface ResourcePattern {
  readonly source: Text
  /** What the tree says when it matches. */
  readonly matched: ElementTrace
  readonly template: Template
  readonly test: CompiledTemplate<ArnTest>
  readonly matches: ResourceTest
}

const readArn = rememberLast(parseArn)

export type ResourceTest = (facts: RequestFacts) => boolean

/** The patterns of a policy are `shared` by its statements: most policies name the same few resources again and again. */
export function compileResource(element: ResourceElement, version: PolicyVersion, shared: Map<string, ResourceTest>): CompiledResource {
  const compile = (source: Text): ResourcePattern => {
    const template = parseResourceTemplate(source.text, version)
    const test = compileTemplate(template, (parts) => compileArnTest(compileResourcePattern(parts), readArn))
    return {
      source,
      matched: { node: 'element', element: 'resource', at: element.at, matches: true, pattern: source },
      template,
      test,
      matches: shareTest(shared, source.text, test),
    }
  }
  const patterns = element.patterns.map(compile)
  return {
    element,
    negated: element.element === 'NotResource',
    patterns,
    variables: patterns.some(({ test }) => test.fixed === undefined),
    texts: element.patterns.map(({ text }) => text),
    everything: element.element === 'Resource' && element.patterns[0]?.text === '*' ? patterns[0]?.matched : undefined,
  }
}

function shareTest(shared: Map<string, ResourceTest>, text: string, { fixed, fill }: CompiledTemplate<ArnTest>): ResourceTest {
  const known = shared.get(text)
  if (known !== undefined) return known
  const test: ResourceTest =
    fixed === undefined ? ({ request, context }) => fill(context)?.(request.resource) === true : ({ request }) => fixed(request.resource)
  const once = oncePerDecision(test)
  shared.set(text, once)
  return once
}

function oncePerDecision(test: ResourceTest): ResourceTest {
  let turn = 0
  let answer = false
  return (facts) => {
    if (facts.turn !== turn) {
      turn = facts.turn
      answer = test(facts)
    }
    return answer
  }
}

/** `NotResource` matches each resource that is not listed. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html */
export function matchesResource(compiled: CompiledResource, facts: RequestFacts): boolean {
  return compiled.everything !== undefined || (findPattern(compiled, facts) !== undefined) !== compiled.negated
}

export function traceResource(compiled: CompiledResource, facts: RequestFacts): ElementTrace {
  if (compiled.everything !== undefined) return compiled.everything
  const { element, negated, texts } = compiled
  const { at } = element
  const name = negated ? 'notResource' : 'resource'
  const found = findPattern(compiled, facts)
  if (found === undefined && negated) return { node: 'element', element: name, at, matches: true }
  if (found !== undefined && !negated) return found.matched
  const actual = facts.request.resource
  if (found !== undefined)
    return { node: 'element', element: name, at, matches: false, why: { code: 'excludedByPattern', pattern: found.source.text, actual } }
  const variables = compiled.variables ? unresolvedVariables(compiled, facts) : none
  if (variables.length > 0)
    return { node: 'element', element: name, at, matches: false, why: { code: 'variableUnresolved', patterns: texts, variables, actual } }
  return { node: 'element', element: name, at, matches: false, why: { code: 'noPatternMatches', patterns: texts, actual } }
}

/** The literal texts with which a matching ARN begins; `''` where any may match. */
export function prefixesOf({ negated, patterns }: CompiledResource): readonly string[] {
  return negated ? [''] : patterns.map(({ template }) => prefixOf(template))
}

/** What stands before the first variable is literal, whatever the variable stands for. */
function prefixOf(template: Template): string {
  const parts = template.map((part) => (part.kind === 'variable' ? ({ kind: '*' } as const) : part))
  return literalPrefixOf(compileResourcePattern(parts))
}

/**
 * Only `*` stands for a request without a resource: `s3:ListAllMyBuckets` is not covered by `arn:aws:s3:::*`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function findPattern({ patterns }: CompiledResource, facts: RequestFacts): ResourcePattern | undefined {
  for (const pattern of patterns) if (pattern.matches(facts)) return pattern
  return undefined
}

const none: readonly string[] = []

function unresolvedVariables({ patterns }: CompiledResource, { context }: RequestFacts): readonly string[] {
  if (patterns.every(({ test }) => test.fill(context) !== undefined)) return none
  return [...new Set(patterns.flatMap(({ test }) => test.missing(context)))]
}
