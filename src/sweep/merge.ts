import type { SweepFile, SweepRecord } from './sweep-record.ts'

/** A whole night out of its shards, or what is missing of it. */
export interface Merged {
  readonly name: string
  readonly begun: string
  /** In the order of the plan; a case without a record was not run. */
  readonly records: readonly SweepRecord[]
  /** Numbers of shards that are not here. */
  readonly missingShards: readonly number[]
  /** Ids of planned cases that no shard has. */
  readonly missingCases: readonly string[]
  readonly leftBehind: number
}

/** Why files do not belong together, if so. */
export function refuseMerge(files: readonly SweepFile[]): string | undefined {
  const [first] = files
  if (first === undefined) return 'there is no shard'
  const same = (file: SweepFile): string => JSON.stringify([file.head.name, file.head.shard.of, file.head.planned])
  if (files.some((file) => same(file) !== same(first))) return 'the shards are not of one sweep'
  const indexes = files.map(({ head }) => head.shard.index)
  const twice = indexes.find((index, position) => indexes.indexOf(index) !== position)
  return twice === undefined ? undefined : `shard ${twice} is here twice`
}

/** INVARIANT: they belong together. */
export function mergeShards(files: readonly SweepFile[]): Merged {
  const [first] = files
  if (first === undefined) throw new Error('internal error: nothing to merge')
  const { name, planned, shard } = first.head
  const byId = new Map(files.flatMap(({ records }) => records.map((record) => [record.id, record] as const)))
  const here = new Set(files.map(({ head }) => head.shard.index))
  return {
    name,
    begun: files.map(({ head }) => head.begun).sort()[0] ?? first.head.begun,
    records: planned.flatMap((id) => byId.get(id) ?? []),
    missingShards: Array.from({ length: shard.of }, (_, index) => index + 1).filter((index) => !here.has(index)),
    missingCases: planned.filter((id) => !byId.has(id)),
    leftBehind: files.reduce((sum, { head }) => sum + head.leftBehind, 0),
  }
}
