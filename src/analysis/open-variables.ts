import type { PatternPart } from '../policy/pattern.ts'
import { type TemplatePart, variablesOf } from '../policy/template.ts'
import type { Budget } from './budget.ts'
import { keyDimension } from './caller-kind.ts'
import { findWord } from './find-word.ts'
import { type Atom, type AtomTable, and, type Formula, literal, not, or, type VariableTest } from './formula.ts'
import { anyOne, anyRun, caseless, digit, firstSymbol, lastSymbol, literalTokens, type Tokens } from './token.ts'
import { textSet } from './value-set.ts'

type VariableAtom = Atom & { readonly test: VariableTest }

const variableAtoms = (atoms: Iterable<Atom>): readonly VariableAtom[] =>
  [...atoms].filter((atom): atom is VariableAtom => atom.test.kind === 'variable' && !atom.test.outside)

const mostCompared = 40
const mostConstants = 12

/**
 * What can be said of values with variables while the variables stay open: one may lie in another whatever the value (`home/${user}/docs/*` in
 * `home/${user}/*`), and a key that is compared with constants is one of them or none.
 */
export function openAxioms(atoms: ReadonlySet<Atom>, table: AtomTable, budget: Budget): readonly Formula[] {
  const variables = variableAtoms(atoms).slice(0, mostCompared)
  const inclusions = variables.flatMap((one) =>
    variables
      .filter((other) => other !== one && other.dimension === one.dimension && isInside(one, other, budget))
      .map((other) => or([not(literal(one)), literal(other)])),
  )
  const keys = new Set(variables.flatMap(({ test }) => test.keys))
  return [...inclusions, ...[...keys].flatMap((key) => splitByConstants(keyDimension(key), atoms, table))]
}

function isInside(one: VariableAtom, other: VariableAtom, budget: Budget): boolean {
  if (!other.test.keys.every((key) => one.test.keys.includes(key)) || !standsAlike(one.test, other.test)) return false
  const symbols = new Map<string, number>()
  const inner = one.test.words(withSymbols(one.test, symbols))
  const outer = other.test.words(withSymbols(other.test, symbols))
  if (inner.family !== 'text' || outer.family !== 'text' || symbols.size > lastSymbol - firstSymbol) return false
  return findWord([inner.automaton], [outer.automaton], budget) === undefined
}

/** Where the key of a variable may be absent, both have to say the same in its place. */
const standsAlike = (one: VariableTest, other: VariableTest): boolean => {
  const fallbacks = ({ template }: VariableTest, key: string): string =>
    JSON.stringify(
      [
        ...new Set(
          variablesOf(template).flatMap((each) => (each.key.toLowerCase() === key ? [JSON.stringify(each.fallback ?? null)] : [])),
        ),
      ].sort(),
    )
  return one.keys.every(
    (key) => fallbacks(one, key) === '["null"]' || !other.keys.includes(key) || fallbacks(one, key) === fallbacks(other, key),
  )
}

/** Each variable as a letter of its own. */
function withSymbols({ template }: VariableTest, symbols: Map<string, number>): readonly PatternPart[] {
  return template.map((part: TemplatePart): PatternPart => {
    if (part.kind !== 'variable') return part
    const name = part.key.toLowerCase()
    const symbol = symbols.get(name) ?? firstSymbol + symbols.size
    symbols.set(name, symbol)
    return { kind: 'text', text: String.fromCharCode(symbol), filled: true }
  })
}

function splitByConstants(dimension: string, atoms: ReadonlySet<Atom>, table: AtomTable): readonly Formula[] {
  const constants = new Set<string>()
  for (const { dimension: own, test } of atoms)
    if (own === dimension && test.kind === 'any' && test.set.family === 'text')
      for (const word of test.set.automaton.words ?? []) constants.add(word)
  if (constants.size === 0 || constants.size > mostConstants) return []
  const each = [...constants].map((text) =>
    literal(table.atom(dimension, `constant ${JSON.stringify(text)}`, text, { kind: 'any', set: textSet([literalTokens(text)]) })),
  )
  return [or([...each, and(each.map(not))])]
}

const mostCandidates = 24

/** Values that a variable may have to take in a witness: what its key is compared with, and what stands in its place in other values. */
export function candidateValues(key: string, atoms: ReadonlySet<Atom>, model: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const dimension = keyDimension(key)
  const beside = new Set(
    variableAtoms(atoms)
      .filter(({ test }) => test.keys.includes(key))
      .map((atom) => atom.dimension),
  )
  const texts = new Set<string>([...(model.get(dimension) ?? []), ...examplesFor(key)])
  const patterns: string[] = []
  for (const { dimension: own, test } of atoms) {
    if (test.kind !== 'any' || test.set.family !== 'text') continue
    const spelled = test.set.automaton.patterns.slice(0, 40).map(spell)
    if (own === dimension) for (const text of spelled) texts.add(text)
    else if (beside.has(own)) patterns.push(...spelled)
  }
  for (const text of patterns) for (const segment of [text, ...text.split(/[/:]/)]) if (segment !== '') texts.add(segment)
  return [...texts].slice(0, mostCandidates)
}

/** A value that nothing else speaks of. */
const examplesFor = (key: string): readonly string[] => (/account(?:id)?$/.test(key) ? ['111122223333', '444455556666'] : ['alice'])

const spell = (tokens: Tokens): string =>
  tokens
    .map((token) =>
      token >= 0 ? String.fromCharCode(token % caseless) : token === digit ? '1' : token === anyRun || token === anyOne ? 'x' : 'x',
    )
    .join('')
