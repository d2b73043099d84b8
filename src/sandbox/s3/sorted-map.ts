import { Table } from '../journal/table.ts'

/** Keys of a leaf; a leaf that grows beyond is split in two. */
const leafSize = 512

/**
 * A map whose keys stand in the order in which S3 lists them. Looking up is constant; inserting, deleting and finding a place to list from are
 * logarithmic in effect, whatever the number of keys.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ListingKeysUsingAPIs.html
 */
export class SortedMap<Value> extends Table<string, Value> {
  /** The keys in order, cut into leaves; no leaf is empty. */
  readonly #leaves: string[][] = []

  override set(key: string, value: Value): void {
    if (!this.has(key)) this.#insert(key)
    super.set(key, value)
  }

  override delete(key: string): boolean {
    if (!super.delete(key)) return false
    const at = this.#seek((candidate) => compareKeys(candidate, key) >= 0)
    const leaf = this.#leaves[at.leaf] as string[]
    leaf.splice(at.index, 1)
    if (leaf.length === 0) this.#leaves.splice(at.leaf, 1)
    return true
  }

  /** The first key for which `reached` holds; it must be false for a beginning of the keys and true for all that follow. */
  first(reached: (key: string) => boolean): string | undefined {
    const at = this.#seek(reached)
    return this.#leaves[at.leaf]?.[at.index]
  }

  /** The keys from the first for which `reached` holds, in order. The map must not change while they are read. */
  *from(reached: (key: string) => boolean): Generator<string, void> {
    const at = this.#seek(reached)
    for (let leaf = at.leaf; leaf < this.#leaves.length; leaf += 1) {
      const keys = this.#leaves[leaf] as string[]
      for (let index = leaf === at.leaf ? at.index : 0; index < keys.length; index += 1) yield keys[index] as string
    }
  }

  override keys(): Generator<string, void> {
    return this.from(() => true)
  }

  override *values(): Generator<Value, void> {
    for (const key of this.keys()) yield this.get(key) as Value
  }

  #insert(key: string): void {
    const at = this.#seek((candidate) => compareKeys(candidate, key) >= 0)
    // Past the end: the last leaf takes it, so that ascending uploads fill leaves instead of opening one each.
    const leaf = Math.min(at.leaf, this.#leaves.length - 1)
    const keys = this.#leaves[leaf]
    if (keys === undefined) {
      this.#leaves.push([key])
      return
    }
    keys.splice(leaf === at.leaf ? at.index : keys.length, 0, key)
    if (keys.length > leafSize) this.#leaves.splice(leaf + 1, 0, keys.splice(keys.length >> 1))
  }

  #seek(reached: (key: string) => boolean): { readonly leaf: number; readonly index: number } {
    const leaf = partition(this.#leaves.length, (index) => reached((this.#leaves[index] as string[]).at(-1) as string))
    const keys = this.#leaves[leaf] ?? []
    return { leaf, index: partition(keys.length, (index) => reached(keys[index] as string)) }
  }
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
