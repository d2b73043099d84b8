import { compilePattern } from '../policy/pattern.ts'
import type { ActionElement } from '../policy/policy.ts'
import { actionsMatching } from '../policy/reference.ts'
import { type Automaton, automatonOf } from './automaton.ts'
import type { Budget } from './budget.ts'
import { findWord } from './find-word.ts'
import { patternTokens } from './token.ts'

/** More patterns of one unknown service are told apart one by one only. */
const mostTogether = 8

/**
 * Actions that the reference does not know though a policy names them: one for each way in which the patterns can overlap. What AWS adds tomorrow
 * is not silently left out when a policy speaks of it today.
 */
export function unknownActions(elements: readonly ActionElement[]): readonly string[] {
  const byPrefix = new Map<string, Set<string>>()
  for (const { patterns } of elements)
    for (const { text } of patterns) {
      const [prefix = '', name = '', ...more] = text.split(':')
      if (more.length > 0 || /[*?]/.test(prefix) || name === '' || /[\s,]/.test(text)) continue
      if (isKnown(text.toLowerCase())) continue
      const names = byPrefix.get(prefix.toLowerCase()) ?? new Set<string>()
      byPrefix.set(prefix.toLowerCase(), names.add(name))
    }
  return [...byPrefix].flatMap(([prefix, names]) => [...new Set(samples([...names]))].map((name) => `${prefix}:${name}`))
}

const knownPatterns = new Map<string, boolean>()
const mostPatterns = 20_000

/** Whether the reference has an action for the pattern. */
function isKnown(pattern: string): boolean {
  const before = knownPatterns.get(pattern)
  if (before !== undefined) return before
  if (knownPatterns.size >= mostPatterns) knownPatterns.clear()
  const answer = actionsMatching(pattern).length > 0
  knownPatterns.set(pattern, answer)
  return answer
}

function samples(names: readonly string[]): readonly string[] {
  const literal = names.filter((name) => !/[*?]/.test(name))
  const automata = names.map((name) => automatonOf([patternTokens(compilePattern(name, { ignoreCase: true }))]))
  const words =
    automata.length <= mostTogether
      ? overlaps(automata)
      : automata.flatMap((automaton) => [
          word([automaton], []),
          word(
            [automaton],
            automata.filter((other) => other !== automaton),
          ),
        ])
  const made = words.filter((found) => found !== undefined)
  return [...literal, ...made.filter((found) => !literal.some((name) => name.toLowerCase() === found.toLowerCase()))]
}

/** One word for each combination of patterns that some word fits. */
function overlaps(automata: readonly Automaton[]): readonly (string | undefined)[] {
  const found: (string | undefined)[] = []
  const visit = (index: number, inside: readonly Automaton[], outside: readonly Automaton[]): void => {
    const example = inside.length === 0 ? '' : word(inside, outside)
    if (example === undefined) return
    const next = automata[index]
    if (next === undefined) {
      if (inside.length > 0) found.push(example)
      return
    }
    visit(index + 1, [...inside, next], outside)
    visit(index + 1, inside, [...outside, next])
  }
  visit(0, [], [])
  return found
}

const word = (inside: readonly Automaton[], outside: readonly Automaton[]): string | undefined => {
  const budget: Budget = { left: 20_000 }
  return findWord(inside, outside, budget)
}
