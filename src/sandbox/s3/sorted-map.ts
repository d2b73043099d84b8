import { Table } from '../journal/table.ts'

/** Keys of a leaf; a leaf that grows beyond is split in two. */
const leafSize = 128

/** Neighbouring keys and their values, in order; it is never empty. A leaf never changes, another takes its place. */
export interface Leaf<Value> {
  readonly keys: readonly string[]
  readonly values: readonly Value[]
}

/** A leaf, and where in it to begin. */
export interface Place<Value> {
  readonly leaf: Leaf<Value>
  readonly index: number
}

/**
 * A map whose keys stand in the order in which S3 lists them. Looking up is constant; setting, deleting and finding a place to list from are
 * logarithmic in effect, whatever the number of keys.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html
 */
export class SortedMap<Value> extends Table<string, Value> {
  /** The keys in order, cut into leaves. The values stand there too: a listing that looks each one up takes half as long again. */
  readonly #leaves: Leaf<Value>[] = []

  override set(key: string, value: Value): void {
    const at = this.#seek(atLeast(key))
    if (this.has(key)) this.#replace(at, value)
    else this.#insert(at, key, value)
    super.set(key, value)
  }

  override delete(key: string): boolean {
    if (!super.delete(key)) return false
    const at = this.#seek(atLeast(key))
    const { keys, values } = this.#leaves[at.leaf] as Leaf<Value>
    const left = { keys: keys.toSpliced(at.index, 1), values: values.toSpliced(at.index, 1) }
    this.#leaves.splice(at.leaf, 1, ...(left.keys.length === 0 ? [] : [left]))
    return true
  }

  /** The first key for which `reached` holds; it must be false for a beginning of the keys and true for all that follow. */
  first(reached: (key: string) => boolean): string | undefined {
    const at = this.#seek(reached)
    return this.#leaves[at.leaf]?.keys[at.index]
  }

  /** The keys from the first for which `reached` holds, in order. The map must not change while they are read. */
  *from(reached: (key: string) => boolean): Generator<string, void> {
    for (const { leaf, index } of this.leavesFrom(reached)) yield* leaf.keys.slice(index)
  }

  /**
   * The same, leaf by leaf. The map must not change while they are read, and nobody learns that values were handed out: for maps whose values are
   * replaced.
   */
  *leavesFrom(reached: (key: string) => boolean): Generator<Place<Value>, void> {
    const at = this.#seek(reached)
    for (let next = at.leaf; next < this.#leaves.length; next += 1)
      yield { leaf: this.#leaves[next] as Leaf<Value>, index: next === at.leaf ? at.index : 0 }
  }

  override keys(): Generator<string, void> {
    return this.from(() => true)
  }

  override *values(): Generator<Value, void> {
    for (const key of this.keys()) yield this.get(key) as Value
  }

  #replace(at: Position, value: Value): void {
    const { keys, values } = this.#leaves[at.leaf] as Leaf<Value>
    this.#leaves[at.leaf] = { keys, values: values.with(at.index, value) }
  }

  #insert(at: Position, key: string, value: Value): void {
    // Past the end: the last leaf takes it, so that ascending uploads fill leaves instead of opening one each.
    const isPast = at.leaf === this.#leaves.length
    const place = isPast ? Math.max(at.leaf - 1, 0) : at.leaf
    const { keys, values } = this.#leaves[place] ?? { keys: [], values: [] }
    const index = isPast ? keys.length : at.index
    this.#leaves.splice(place, 1, ...halves({ keys: keys.toSpliced(index, 0, key), values: values.toSpliced(index, 0, value) }))
  }

  #seek(reached: (key: string) => boolean): Position {
    const leaf = partition(this.#leaves.length, (index) => reached((this.#leaves[index] as Leaf<Value>).keys.at(-1) as string))
    const keys = this.#leaves[leaf]?.keys ?? []
    return { leaf, index: partition(keys.length, (index) => reached(keys[index] as string)) }
  }
}

function halves<Value>(leaf: Leaf<Value>): readonly Leaf<Value>[] {
  const { keys, values } = leaf
  if (keys.length <= leafSize) return [leaf]
  const middle = keys.length >> 1
  return [
    { keys: keys.slice(0, middle), values: values.slice(0, middle) },
    { keys: keys.slice(middle), values: values.slice(middle) },
  ]
}

/** The index of a leaf, and that of a key in it; beyond the last where there is none. */
interface Position {
  readonly leaf: number
  readonly index: number
}

/** The first of `length` places for which `reached` holds, or `length`. */
function partition(length: number, reached: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (reached(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Whether a key stands at this one, or after it. */
export const atLeast = (key: string): ((candidate: string) => boolean) =>
  // Order differs from that of JavaScript's strings, which is quick, only where both have such a unit.
  late.test(key) ? (candidate) => compareKeys(candidate, key) >= 0 : (candidate) => candidate >= key

/** Surrogates, and what stands after them in UTF-16 and before them in UTF-8. */
const late = /[\ud800-\uffff]/

/**
 * UTF-8 binary order. It is the order of UTF-16 code units, but for surrogates: the characters that they make stand after U+FFFF.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    if (a !== b) return rank(a) - rank(b)
  }
  return left.length - right.length
}

const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)
