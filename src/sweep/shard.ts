export interface Shard {
  /** From 1. */
  readonly index: number
  readonly of: number
}

/** `2/4`, or undefined. */
export function parseShard(text: string): Shard | undefined {
  const [, index = '', of = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  const shard = { index: Number(index), of: Number(of) }
  return shard.index >= 1 && shard.index <= shard.of ? shard : undefined
}

/**
 * The ids of one shard: the longest first, each to the shard that has least to do so far. Every machine comes to the same split from the same ids and
 * durations. What has no duration yet is as long as the one in the middle.
 */
export function chooseShard(ids: readonly string[], durations: ReadonlyMap<string, number>, { index, of }: Shard): readonly string[] {
  const usual = middle(ids.flatMap((id) => durations.get(id) ?? []))
  const lengthOf = (id: string): number => durations.get(id) ?? usual
  const byLength = ids.toSorted((left, right) => lengthOf(right) - lengthOf(left) || (left < right ? -1 : 1))
  const loads = Array.from({ length: of }, () => 0)
  const mine = new Set<string>()
  for (const id of byLength) {
    const least = loads.indexOf(Math.min(...loads))
    loads[least] = (loads[least] ?? 0) + lengthOf(id)
    if (least === index - 1) mine.add(id)
  }
  return ids.filter((id) => mine.has(id))
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? 1
}
