import {
  anyOne,
  anyRun,
  caseless,
  digit,
  isRun,
  nameOne,
  nameRun,
  segmentOne,
  segmentRun,
  type Token,
  type Tokens,
  takes,
  upper,
} from './token.ts'

/** No continuation is accepted. */
export const dead = 0
/** Every continuation is accepted. */
export const universal = 1

/** What can follow in a state. */
export interface Alphabet {
  /** Code units that the state tells apart. */
  readonly codes: readonly number[]
  /** Whether code units that are not listed can follow, and those that are listed only because a class leaves them out. */
  readonly open: boolean
}

/**
 * A union of patterns as a deterministic automaton that is made while it is walked.
 *
 * INVARIANT: equal ids mean equal languages.
 */
export interface Automaton {
  readonly id: number
  readonly start: number
  /** All words, when every pattern is plain text. */
  readonly words?: readonly string[]
  readonly patterns: readonly Tokens[]
  step(state: number, code: number): number
  accepts(state: number): boolean
  alphabetOf(state: number): Alphabet
}

const end = -100

const known = new Map<string, Automaton>()
const most = 5000
let nextId = 1

/** The automaton of a union of patterns; asked again, it is at hand with all states that were found. */
export function automatonOf(patterns: readonly Tokens[]): Automaton {
  const key = [...new Set(patterns.map((tokens) => tokens.join()))].sort().join(';')
  const found = known.get(key)
  if (found !== undefined) return found
  if (known.size >= most) known.clear()
  const automaton = makeAutomaton(patterns)
  known.set(key, automaton)
  return automaton
}

const isPlain = (tokens: Tokens): boolean => tokens.every((token) => token >= 0 && token < caseless)

interface State {
  readonly positions: readonly number[]
  readonly accepts: boolean
  readonly next: Map<number, number>
  alphabet?: Alphabet
}

function makeAutomaton(patterns: readonly Tokens[]): Automaton {
  const tokens: Token[] = []
  const starts = patterns.map((pattern) => {
    const start = tokens.length
    tokens.push(...pattern, end)
    return start
  })
  const dominates = runsThatCover(tokens)
  const states: State[] = [
    { positions: [], accepts: false, next: new Map() },
    { positions: [], accepts: true, next: new Map() },
  ]
  const numbers = new Map<string, number>([['', dead]])
  const stateOf = (reached: readonly number[]): number => {
    const positions = settle(tokens, dominates, reached)
    if (positions === undefined) return universal
    const key = positions.join()
    const number = numbers.get(key)
    if (number !== undefined) return number
    states.push({ positions, accepts: positions.some((position) => tokens[position] === end), next: new Map() })
    numbers.set(key, states.length - 1)
    return states.length - 1
  }
  const step = (from: number, code: number): number => {
    if (from <= universal) return from
    const state = states[from] as State
    const before = state.next.get(code)
    if (before !== undefined) return before
    const reached: number[] = []
    for (const position of state.positions) {
      const token = tokens[position] as Token
      if (token !== end && takes(token, code)) reached.push(isRun(token) ? position : position + 1)
    }
    const to = stateOf(reached)
    state.next.set(code, to)
    return to
  }
  return {
    id: nextId++,
    start: stateOf(starts),
    ...(patterns.every(isPlain) ? { words: patterns.map((pattern) => String.fromCharCode(...pattern)) } : {}),
    patterns,
    step,
    accepts: (state) => (states[state] as State).accepts,
    alphabetOf: (number) => {
      const state = states[number] as State
      state.alphabet ??= number === universal ? { codes: [], open: true } : alphabetAt(tokens, state.positions)
      return state.alphabet
    },
  }
}

/** Adds what can be reached without a character, and leaves out what a run already covers; undefined when everything follows. */
function settle(tokens: readonly Token[], dominates: readonly number[], reached: readonly number[]): readonly number[] | undefined {
  const all = new Set<number>()
  for (const first of reached)
    for (let position = first; !all.has(position); position++) {
      all.add(position)
      const token = tokens[position] as Token
      if (token === anyRun && tokens[position + 1] === end) return undefined
      if (!isRun(token)) break
    }
  if (all.size < 2) return [...all]
  const positions = [...all].sort((a, b) => a - b)
  const covered = new Set<number>()
  for (const position of positions)
    if (isRun(tokens[position] as Token)) {
      const from = dominates[position] as number
      for (const other of positions) if (other >= from && other < position) covered.add(other)
    }
  return covered.size === 0 ? positions : positions.filter((position) => !covered.has(position))
}

/**
 * For each run the first position of its pattern from which every way to the run is made of characters that the run itself takes: whatever is
 * accepted from there on is accepted from the run.
 */
function runsThatCover(tokens: readonly Token[]): readonly number[] {
  const covers = (run: Token, token: Token): boolean => {
    if (run === anyRun) return true
    if (token === anyOne || token === anyRun) return false
    if (run === segmentRun) return token < 0 || token % caseless !== 58
    return token === digit || token === nameOne || token === nameRun || (token >= 0 && token % caseless !== 58 && token % caseless !== 47)
  }
  return tokens.map((run, position) => {
    if (!isRun(run)) return position
    let from = position
    while (from > 0 && tokens[from - 1] !== end && covers(run, tokens[from - 1] as Token)) from--
    return from
  })
}

/** Classes bring along the characters by which they differ from each other. */
function alphabetAt(tokens: readonly Token[], positions: readonly number[]): Alphabet {
  const codes = new Set<number>()
  let open = false
  for (const position of positions) {
    const token = tokens[position] as Token
    if (token === end) continue
    if (token >= caseless) codes.add(token - caseless).add(upper(token - caseless))
    else if (token >= 0) codes.add(token)
    else {
      open = true
      if (token === segmentOne || token === segmentRun) codes.add(58)
      else if (token === nameOne || token === nameRun) codes.add(58).add(47)
      else if (token === digit) codes.add(48)
    }
  }
  return { codes: [...codes], open }
}
