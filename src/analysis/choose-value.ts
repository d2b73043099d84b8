import { type Interval, type IntervalSet, intersect, intervalSet, subtract } from '../base/interval-set.ts'
import { type Automaton, automatonOf } from './automaton.ts'
import type { Budget } from './budget.ts'
import { contains, findWord } from './find-word.ts'
import { anyOne, anyRun } from './token.ts'
import { allAddresses, allInstants, formatAddressNumber, holdsFor, type NumberRange, scaled, type ValueSet } from './value-set.ts'

/** A value that is in some sets and not in others. `unsure` where values of several kinds meet and none of those that were tried fits. */
export type Choice = { readonly found: true; readonly text: string } | { readonly found: false; readonly unsure: boolean }

const none: Choice = { found: false, unsure: false }

/** Decides whether there is a value in each of `inside` and in none of `outside`; `domain` is what the key can hold at all. */
export function chooseValue(
  inside: readonly ValueSet[],
  outside: readonly ValueSet[],
  domain: readonly Automaton[],
  budget: Budget,
): Choice {
  const families = new Set([...inside, ...outside].map(({ family }) => family))
  if (families.size > 1) return chooseByTrial(inside, outside, domain, budget)
  const [family = 'text'] = families
  switch (family) {
    case 'text':
      return chooseText(inside.flatMap(automataOf), outside.flatMap(automataOf), domain, budget)
    case 'number':
      return chooseNumber(inside.flatMap(rangesOf), outside.flatMap(rangesOf))
    case 'date':
      return found(chooseInstant(narrow([allInstants], inside.map(instantsIn), outside.map(instantsIn))))
    case 'address':
      return found(chooseAddress(narrow(allAddresses, inside.map(addressesIn), outside.map(addressesIn))))
  }
}

const found = (text: string | undefined): Choice => (text === undefined ? none : { found: true, text })

const automataOf = (set: ValueSet): readonly Automaton[] => (set.family === 'text' ? [set.automaton] : [])
const rangesOf = (set: ValueSet): readonly (readonly NumberRange[])[] => (set.family === 'number' ? [set.ranges] : [])
const instantsIn = (set: ValueSet): IntervalSet => (set.family === 'date' ? set.instants : [])
const addressesIn = (set: ValueSet): IntervalSet => (set.family === 'address' ? set.addresses : [])

/** An empty string is a value, but a poor example. */
function chooseText(inside: readonly Automaton[], outside: readonly Automaton[], domain: readonly Automaton[], budget: Budget): Choice {
  const all = [...domain, ...inside]
  const word = findWord([...all, notEmpty], outside, budget) ?? findWord(all, outside, budget)
  return found(word)
}

const notEmpty = automatonOf([[anyOne, anyRun]])

const narrow = (all: IntervalSet, inside: readonly IntervalSet[], outside: readonly IntervalSet[]): IntervalSet =>
  outside.reduce(subtract, inside.reduce(intersect, all))

/** With whole numbers only in the policies, values are whole numbers; else one digit finer than the finest of them. */
function chooseNumber(inside: readonly (readonly NumberRange[])[], outside: readonly (readonly NumberRange[])[]): Choice {
  const bounds = [...inside, ...outside].flat().flatMap(({ from, to }) => [from, to].filter((bound) => bound !== undefined))
  const finest = Math.max(0, ...bounds.map(({ value }) => value.scale))
  const isWhole = bounds.every(({ value }) => scaled(value, finest) % 10n ** BigInt(finest) === 0n)
  const scale = isWhole ? 0 : finest + 1
  const unit = (value: Parameters<typeof scaled>[0]): bigint => (isWhole ? value.units / 10n ** BigInt(value.scale) : scaled(value, scale))
  const limit = 10n ** 120n
  const toSet = (ranges: readonly NumberRange[]): IntervalSet =>
    intervalSet(
      ranges.map(({ from, to }) => ({
        first: from === undefined ? -limit : unit(from.value) + (from.included ? 0n : 1n),
        last: to === undefined ? limit : unit(to.value) - (to.included ? 0n : 1n),
      })),
    )
  const left = narrow([{ first: -limit, last: limit }], inside.map(toSet), outside.map(toSet))
  const number = nearestToZero(left, bounds.length > 0)
  return found(number === undefined ? undefined : formatNumber(number, scale))
}

/** Most numbers in requests are counts, sizes or ages: not negative where that can be. */
function nearestToZero(set: IntervalSet, preferPositive: boolean): bigint | undefined {
  const positive = preferPositive ? intersect(set, [{ first: 0n, last: 10n ** 120n }]) : set
  const first = positive[0] ?? set.at(-1)
  if (first === undefined) return undefined
  if (first.first <= 0n && first.last >= 0n) return first.last >= 1n ? 1n : 0n
  return first.first > 0n ? first.first : first.last
}

function formatNumber(value: bigint, scale: number): string {
  if (scale === 0) return String(value)
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const text = `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return text.replace(/\.?0+$/, '')
}

/** The last whole second before an end that the policies set, else the first one. */
function chooseInstant(set: IntervalSet): string | undefined {
  const interval = set.find(({ first, last }) => ceilSecond(first) <= last) ?? set[0]
  if (interval === undefined) return undefined
  const { first, last } = interval
  const ended = first === allInstants.first && last < allInstants.last
  const whole = ended ? last - (last % 1000n) : ceilSecond(first)
  const value = whole >= first && whole <= last ? whole : first
  return new Date(Number(value)).toISOString().replace('.000Z', 'Z')
}

const ceilSecond = (value: bigint): bigint => ((value + 999n) / 1000n) * 1000n

/** Not the address of the network itself, where there are others. */
function chooseAddress(set: IntervalSet): string | undefined {
  const [interval] = set
  if (interval === undefined) return undefined
  const { first, last } = interval
  const usual = [0xcb00_7107n, first + 1n].find((value) => value >= first && value <= last)
  return formatAddressNumber(usual ?? first)
}

/** Values at which any of the tests changes its mind, each put to all of them. */
function chooseByTrial(inside: readonly ValueSet[], outside: readonly ValueSet[], domain: readonly Automaton[], budget: Budget): Choice {
  const fits = (text: string): boolean =>
    domain.every((automaton) => contains(automaton, text)) &&
    inside.every((set) => holdsFor(set, text)) &&
    !outside.some((set) => holdsFor(set, text))
  const text = [...inside, ...outside].flatMap((set) => samplesOf(set, domain, budget)).find(fits)
  return text === undefined ? { found: false, unsure: true } : { found: true, text }
}

function samplesOf(set: ValueSet, domain: readonly Automaton[], budget: Budget): readonly string[] {
  const choices = [chooseValue([set], [], domain, budget), chooseValue([], [set], domain, budget)]
  const texts = choices.flatMap((choice) => (choice.found ? [choice.text] : []))
  if (set.family === 'date')
    return [...texts, ...edges(set.instants).map((value) => new Date(Number(value)).toISOString().replace('.000Z', 'Z'))]
  if (set.family === 'address') return [...texts, ...edges(set.addresses).map(formatAddressNumber)]
  if (set.family === 'number')
    return [
      ...texts,
      ...set.ranges.flatMap(({ from, to }) =>
        [from, to].flatMap((bound) => (bound === undefined ? [] : [formatNumber(bound.value.units, bound.value.scale)])),
      ),
    ]
  return [...texts, ...(set.automaton.words ?? [])]
}

const edges = (set: readonly Interval[]): readonly bigint[] => set.flatMap(({ first, last }) => [first, last])
