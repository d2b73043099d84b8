import { type Automaton, dead, universal } from './automaton.ts'
import { type Budget, spend } from './budget.ts'

/** A shortest word that is in each of `inside` and in none of `outside`; undefined when there is none. */
export function findWord(inside: readonly Automaton[], outside: readonly Automaton[], budget: Budget): string | undefined {
  const one = [...new Set(inside)]
  const other = [...new Set(outside)]
  if (one.some((automaton) => other.includes(automaton))) return undefined
  const key = `${idsOf(one)}|${idsOf(other)}`
  const before = known.get(key)
  if (before !== undefined || known.has(key)) return before
  const listed = one.reduce<readonly string[] | undefined>((best, { words }) => shorter(best, words), undefined)
  const word =
    listed === undefined
      ? search(one, other, budget)
      : shortest(listed).find(
          (text) => one.every((automaton) => contains(automaton, text)) && !other.some((automaton) => contains(automaton, text)),
        )
  if (known.size >= most) known.clear()
  known.set(key, word)
  return word
}

/** Whether the automaton accepts the text. */
export function contains(automaton: Automaton, text: string): boolean {
  let state = automaton.start
  for (let index = 0; index < text.length && state > universal; index++) state = automaton.step(state, text.charCodeAt(index))
  return automaton.accepts(state)
}

const known = new Map<string, string | undefined>()
const most = 20_000

const idsOf = (automata: readonly Automaton[]): string =>
  automata
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .join()

const shorter = (best: readonly string[] | undefined, words: readonly string[] | undefined): readonly string[] | undefined =>
  words !== undefined && (best === undefined || words.length < best.length) ? words : best

const shortest = (words: readonly string[]): readonly string[] => words.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))

/** A state of the product: one state of each automaton, and how it was reached. */
interface Node {
  readonly states: readonly number[]
  readonly parent: number
  readonly code: number
}

/** So many states are searched breadth first, which finds a shortest word; then depth first, which finds some word sooner. */
const widest = 3000

/** Breadth first, as long as that is not too much, so the first word found is a shortest one. */
function search(inside: readonly Automaton[], outside: readonly Automaton[], budget: Budget): string | undefined {
  const automata = [...inside, ...outside]
  const start = automata.map((automaton) => automaton.start)
  if (isHopeless(start, inside.length)) return undefined
  const nodes: Node[] = [{ states: start, parent: -1, code: 0 }]
  const seen = new Set([start.join()])
  const deep: number[] = []
  let next = 0
  for (;;) {
    const at = next < widest ? next++ : deep.pop()
    if (at === undefined || at >= nodes.length) return undefined
    const { states } = nodes[at] as Node
    spend(budget)
    if (isWord(automata, states, inside.length)) return spell(nodes, at)
    for (const code of codesFrom(automata, states, inside.length)) {
      const reached = states.map((state, index) => (automata[index] as Automaton).step(state, code))
      if (isHopeless(reached, inside.length)) continue
      const key = reached.join()
      if (seen.has(key)) continue
      seen.add(key)
      if (nodes.length >= widest) deep.push(nodes.length)
      nodes.push({ states: reached, parent: at, code })
    }
  }
}

const isHopeless = (states: readonly number[], inside: number): boolean =>
  states.some((state, index) => (index < inside ? state === dead : state === universal))

const isWord = (automata: readonly Automaton[], states: readonly number[], inside: number): boolean =>
  states.every((state, index) => (automata[index] as Automaton).accepts(state) === index < inside)

/** The characters worth trying: where one of the automata must be followed, its own; else all that are told apart, and some that nobody names. */
function codesFrom(automata: readonly Automaton[], states: readonly number[], inside: number): readonly number[] {
  const alphabets = states.map((state, index) => (automata[index] as Automaton).alphabetOf(state))
  let closed: readonly number[] | undefined
  for (const { codes, open } of alphabets.slice(0, inside))
    if (!open && (closed === undefined || codes.length < closed.length)) closed = codes
  if (closed !== undefined) return closed
  const named = new Set(alphabets.flatMap(({ codes }) => codes))
  return [...unnamed(named), ...named]
}

const letters = Array.from('xyzabcdefghijklmnopqrstuvw')
const digits = Array.from('0123456789')

/** A letter, a capital and a digit that no automaton tells apart from others of their kind. */
function unnamed(named: ReadonlySet<number>): readonly number[] {
  const found: number[] = []
  for (const choice of [letters, digits]) {
    const free = choice.find((letter) => !named.has(letter.charCodeAt(0)))
    if (free !== undefined) found.push(free.charCodeAt(0))
  }
  if (found.length === 0 || found[0] === undefined || found[0] < 97) {
    let code = 0xc0
    while (named.has(code)) code++
    found.unshift(code)
  }
  return found
}

function spell(nodes: readonly Node[], last: number): string {
  const codes: number[] = []
  for (let at = last; at > 0; at = (nodes[at] as Node).parent) codes.push((nodes[at] as Node).code)
  return String.fromCharCode(...codes.reverse())
}
