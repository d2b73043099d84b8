import { bitsOf, type Cidr, cidrAround, type Family } from './cidr.ts'

/** A stretch of numbers; both ends belong to it. */
export interface Interval {
  readonly first: bigint
  readonly last: bigint
}

/** INVARIANT: sorted, and between two neighbours at least one number is missing. Equal sets are equal lists. */
export type IntervalSet = readonly Interval[]

/** Any intervals, in any order, overlapping or not, as a set; an interval that ends before it starts is empty. */
export function intervalSet(intervals: Iterable<Interval>): IntervalSet {
  const sorted = [...intervals].filter(({ first, last }) => first <= last).sort((a, b) => compare(a.first, b.first))
  const merged: Interval[] = []
  for (const { first, last } of sorted) {
    const before = merged.at(-1)
    if (before === undefined || before.last + 1n < first) merged.push({ first, last })
    else if (before.last < last) merged[merged.length - 1] = { first: before.first, last }
  }
  return merged
}

export const union = (...sets: readonly IntervalSet[]): IntervalSet => intervalSet(sets.flat())

/** The numbers that are in both. */
export function intersect(one: IntervalSet, other: IntervalSet): IntervalSet {
  const common: Interval[] = []
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const a = one[i] as Interval
    const b = other[j] as Interval
    const first = a.first < b.first ? b.first : a.first
    const last = a.last < b.last ? a.last : b.last
    if (first <= last) common.push({ first, last })
    if (a.last < b.last) i++
    else j++
  }
  return common
}

/** The numbers of `from` that are not in `gone`. */
export function subtract(from: IntervalSet, gone: IntervalSet): IntervalSet {
  const left: Interval[] = []
  let j = 0
  for (const { first, last } of from) {
    let next = first
    while (j < gone.length && (gone[j] as Interval).last < next) j++
    for (let k = j; k < gone.length && (gone[k] as Interval).first <= last; k++) {
      const hole = gone[k] as Interval
      if (next < hole.first) left.push({ first: next, last: hole.first - 1n })
      next = hole.last + 1n
    }
    if (next <= last) left.push({ first: next, last })
  }
  return left
}

/** Whether the number is in the set, by binary search. */
export function includes(set: IntervalSet, value: bigint): boolean {
  let low = 0
  let high = set.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const { first, last } = set[middle] as Interval
    if (value < first) high = middle - 1
    else if (value > last) low = middle + 1
    else return true
  }
  return false
}

export const sizeOf = (set: IntervalSet): bigint => set.reduce((total, { first, last }) => total + last - first + 1n, 0n)

export const equals = (one: IntervalSet, other: IntervalSet): boolean =>
  one.length === other.length && one.every(({ first, last }, index) => first === other[index]?.first && last === other[index]?.last)

/** The fewest CIDR blocks that hold exactly this set. */
export function cidrsOf(set: IntervalSet, family: Family): readonly Cidr[] {
  return set.flatMap(({ first, last }) => {
    const blocks: Cidr[] = []
    for (let next = first; next <= last; ) {
      const block = widestBlock(next, last, family)
      blocks.push(block)
      next = block.last + 1n
    }
    return blocks
  })
}

function widestBlock(first: bigint, last: bigint, family: Family): Cidr {
  let prefixLength = bitsOf(family)
  let block = cidrAround({ family, value: first }, prefixLength)
  while (prefixLength > 0) {
    const wider = cidrAround({ family, value: first }, prefixLength - 1)
    if (wider.first !== first || wider.last > last) break
    block = wider
    prefixLength--
  }
  return block
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
