import { compilePattern, matchesPattern, type Pattern } from '../policy/pattern.ts'
import type { ActionElement, Text } from '../policy/policy.ts'
import type { ElementTrace } from './decision.ts'
import type { RequestFacts } from './request-facts.ts'

/** `Action` or `NotAction`, ready to match. */
export interface CompiledAction {
  readonly element: ActionElement
  readonly negated: boolean
  readonly patterns: readonly ActionPattern[]
  readonly texts: readonly string[]
}

interface ActionPattern {
  readonly source: Text
  /** Absent when the text can match no action. */
  readonly pattern: Pattern | undefined
}

/**
 * Action names ignore case. A pattern is `*`, or service and name with one colon between; a pattern with white space or a comma in it matches
 * nothing (observed of AWS by others, not documented).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function compileAction(element: ActionElement): CompiledAction {
  return {
    element,
    negated: element.element === 'NotAction',
    patterns: element.patterns.map((source) => ({
      source,
      pattern: canMatch(source.text) ? compilePattern(source.text, { ignoreCase: true }) : undefined,
    })),
    texts: element.patterns.map(({ text }) => text),
  }
}

const canMatch = (text: string): boolean => /^\*+$/.test(text) || /^[^:\s,]+:[^:\s,]+$/.test(text)

/**
 * Whether the statement is about the action, given in lower case. `NotAction` matches each action that is not listed, of every service.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
 */
export function matchesAction(compiled: CompiledAction, action: string): boolean {
  return (findPattern(compiled, action) !== undefined) !== compiled.negated
}

export function traceAction(compiled: CompiledAction, facts: RequestFacts): ElementTrace {
  const { element, negated, texts } = compiled
  const { at } = element
  const name = negated ? 'notAction' : 'action'
  const found = findPattern(compiled, facts.action)
  if (found === undefined && negated) return { node: 'element', element: name, at, matches: true }
  if (found !== undefined && !negated) return { node: 'element', element: name, at, matches: true, pattern: found.source }
  const actual = facts.request.action
  if (found !== undefined)
    return { node: 'element', element: name, at, matches: false, why: { code: 'excludedByPattern', pattern: found.source.text, actual } }
  return { node: 'element', element: name, at, matches: false, why: { code: 'noPatternMatches', patterns: texts, actual } }
}

function findPattern({ patterns }: CompiledAction, action: string): ActionPattern | undefined {
  for (const candidate of patterns) if (candidate.pattern !== undefined && matchesPattern(candidate.pattern, action)) return candidate
  return undefined
}
