import { isRecord, type SweepRecord } from './sweep-record.ts'

/** One night of the history: a line of it is one case. */
export interface Night {
  readonly name: string
  readonly begun: string
  readonly records: ReadonlyMap<string, SweepRecord>
}

/** What a night is beside those before it. */
export interface Comparison {
  readonly night: string
  readonly before: string | undefined
  /** As expected the night before, or not there, and not as expected now. */
  readonly newlyWrong: readonly SweepRecord[]
  readonly fixed: readonly SweepRecord[]
  /** Wrong then, and wrong now. */
  readonly stillWrong: readonly SweepRecord[]
  /** Changed its verdict at least twice in the last ten nights. */
  readonly flaky: readonly string[]
  /** Takes twice as long as it usually does, and a second more. */
  readonly slower: readonly { readonly id: string; readonly usualMs: number; readonly nowMs: number }[]
  /** Answers otherwise than the embedded sandbox, and did not the night before. */
  readonly newDrift: readonly SweepRecord[]
}

export const formatNight = ({ name, begun }: Omit<Night, 'records'>, records: readonly SweepRecord[]): string =>
  records.map((record) => `${JSON.stringify({ night: name, begun, ...record })}\n`).join('')

/** The nights of a history in the order in which they began. Lines that are torn or of others are left out. */
export function parseHistory(text: string): readonly Night[] {
  const nights = new Map<string, { name: string; begun: string; records: Map<string, SweepRecord> }>()
  for (const line of text.split('\n')) {
    const value = parseLine(line)
    if (!isRecord(value) || !('night' in value) || !('begun' in value)) continue
    const [name, begun] = [String(value.night), String(value.begun)]
    const night = nights.get(name) ?? { name, begun, records: new Map<string, SweepRecord>() }
    nights.set(name, night)
    night.records.set(value.id, value)
  }
  return [...nights.values()].sort((left, right) => (left.begun < right.begun ? -1 : 1))
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const lookBack = 10

/** Compares the last night with those before it; undefined when there is none. */
export function compareNights(nights: readonly Night[]): Comparison | undefined {
  const last = nights.at(-1)
  if (last === undefined) return undefined
  const before = nights.at(-2)
  const earlier = nights.slice(0, -1)
  const records = [...last.records.values()]
  const wasWrong = ({ id }: SweepRecord): boolean => isWrong(before?.records.get(id))
  return {
    night: last.name,
    before: before?.name,
    newlyWrong: records.filter((record) => isWrong(record) && !wasWrong(record)),
    fixed: records.filter((record) => record.verdict === 'passed' && wasWrong(record)),
    stillWrong: records.filter((record) => isWrong(record) && wasWrong(record)),
    flaky: records.filter(({ id }) => changesOf(id, nights.slice(-lookBack)) >= 2).map(({ id }) => id),
    slower: records.flatMap((record) => slowerThanUsual(record, earlier.slice(-lookBack))),
    newDrift: records.filter((record) => record.drift.length > 0 && driftOf(record) !== driftOf(before?.records.get(record.id))),
  }
}

/** What was not run is neither. */
const isWrong = (record: SweepRecord | undefined): boolean => record?.verdict === 'failed' || record?.verdict === 'error'

const driftOf = (record: SweepRecord | undefined): string => JSON.stringify(record?.drift ?? [])

function changesOf(id: string, nights: readonly Night[]): number {
  const verdicts = nights.flatMap(({ records }) => records.get(id)?.verdict ?? []).filter((verdict) => verdict !== 'notRun')
  return verdicts.filter((verdict, index) => index > 0 && verdict !== verdicts[index - 1]).length
}

function slowerThanUsual({ id, durationMs, verdict }: SweepRecord, earlier: readonly Night[]): Comparison['slower'] {
  const before = earlier.flatMap(({ records }) => records.get(id) ?? []).filter((record) => record.verdict === 'passed')
  const sorted = before.map((record) => record.durationMs).sort((left, right) => left - right)
  const usualMs = sorted[Math.floor(sorted.length / 2)]
  if (usualMs === undefined || verdict !== 'passed' || durationMs < usualMs * 2 || durationMs < usualMs + 1000) return []
  return [{ id, usualMs, nowMs: durationMs }]
}

/** The last duration of each case, for balancing shards. */
export const durationsOf = (nights: readonly Night[]): ReadonlyMap<string, number> =>
  new Map(
    nights.flatMap(({ records }) =>
      [...records.values()].filter(({ verdict }) => verdict !== 'notRun').map(({ id, durationMs }) => [id, durationMs] as const),
    ),
  )
