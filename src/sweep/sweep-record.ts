import type { Drift } from './drift.ts'

/** What came of one case of a sweep; one line of its file. It holds no secret, and ids of accounts and runs are those of the fixture. */
export interface SweepRecord {
  /** The same from night to night. */
  readonly id: string
  readonly scenario: string
  readonly title: string
  readonly injected: readonly string[]
  readonly target: string
  readonly region: string
  readonly run: string
  readonly verdict: 'passed' | 'failed' | 'error' | 'notRun'
  /** Of an error, or of a case that was not run. */
  readonly reason?: string
  /** Faults that were found, or what was found in their place. */
  readonly found: readonly string[]
  readonly durationMs: number
  /** Milliseconds until the target showed what it then kept showing. */
  readonly convergedMs?: number
  readonly looks?: number
  /** Where the target answered otherwise than the embedded sandbox. */
  readonly drift: readonly Drift[]
}

/** The first line of the file of a shard. */
export interface SweepHead {
  readonly sweep: 1
  /** Shards belong together when they come from one matrix of one night. */
  readonly name: string
  readonly begun: string
  readonly shard: { readonly index: number; readonly of: number }
  /** Ids of the cases of all shards, so that a missing one is seen. */
  readonly planned: readonly string[]
  readonly leftBehind: number
}

export interface SweepFile {
  readonly head: SweepHead
  readonly records: readonly SweepRecord[]
}

export const formatSweepFile = ({ head, records }: SweepFile): string =>
  [head, ...records].map((line) => `${JSON.stringify(line)}\n`).join('')

/** Reads the file of a shard back; undefined when it is none. */
export function parseSweepFile(text: string): SweepFile | undefined {
  const [first, ...rest] = text.split('\n').flatMap(parseLine)
  if (!isHead(first)) return undefined
  return { head: first, records: rest.filter(isRecord) }
}

function parseLine(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

const has = <Name extends string>(value: unknown, ...names: readonly Name[]): value is Readonly<Record<Name, unknown>> =>
  typeof value === 'object' && value !== null && names.every((name) => name in value)

const isHead = (value: unknown): value is SweepHead =>
  has(value, 'sweep', 'name', 'begun', 'shard', 'planned', 'leftBehind') &&
  value.sweep === 1 &&
  typeof value.name === 'string' &&
  Array.isArray(value.planned) &&
  has(value.shard, 'index', 'of')

export const isRecord = (value: unknown): value is SweepRecord =>
  has(value, 'id', 'verdict', 'durationMs', 'found', 'drift') && typeof value.id === 'string' && Array.isArray(value.drift)
