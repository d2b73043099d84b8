import { compilePattern, matchesPattern, type Pattern } from '../policy/pattern.ts'
import type { ActionElement, Text } from '../policy/policy.ts'
import type { ElementTrace } from './decision.ts'

/** `Action` or `NotAction`, ready to match. */
export interface CompiledAction {
  readonly element: ActionElement
  readonly negated: boolean
  readonly patterns: readonly ActionPattern[]
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
  const negated = element.element === 'NotAction'
  const patterns = element.patterns.map((source) => ({
    source,
    pattern: canMatch(source.text) ? compilePattern(source.text, { ignoreCase: true }) : undefined,
  }))
  return { element, negated, patterns }
}

const canMatch = (text: string): boolean => /^\*+$/.test(text) || /^[^:\s,]+:[^:\s,]+$/.test(text)

/**
 * Whether the statement is about the action, given in lower case. `NotAction` matches each action that is not listed, of every service.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
 */
export function matchesAction({ patterns, negated }: CompiledAction, action: string): boolean {
  return (findPattern(patterns, action) !== undefined) !== negated
}

/** What the tree says about an action, in AWS's spelling. */
export function traceAction({ element, negated, patterns }: CompiledAction, actual: string): ElementTrace {
  const { at } = element
  const name = negated ? 'notAction' : 'action'
  const found = findPattern(patterns, actual.toLowerCase())?.source
  if (found === undefined && negated) return { node: 'element', element: name, at, matches: true }
  if (found !== undefined && !negated) return { node: 'element', element: name, at, matches: true, pattern: found }
  if (found !== undefined)
    return { node: 'element', element: name, at, matches: false, why: { code: 'excludedByPattern', pattern: found.text, actual } }
  const texts = element.patterns.map(({ text }) => text)
  return { node: 'element', element: name, at, matches: false, why: { code: 'noPatternMatches', patterns: texts, actual } }
}

function findPattern(patterns: readonly ActionPattern[], action: string): ActionPattern | undefined {
  for (const candidate of patterns) if (candidate.pattern !== undefined && matchesPattern(candidate.pattern, action)) return candidate
  return undefined
}
