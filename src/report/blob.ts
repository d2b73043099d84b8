import { caseKey } from '../scenario/case-key.ts'
import { addCoverage, type Coverage } from '../scenario/coverage.ts'
import type { PlannedCase } from '../scenario/plan.ts'
import type { CaseResult } from '../scenario/run.ts'
import type { Report } from './report.ts'
import type { Reporter } from './reporter.ts'

/** What a run found, without the set-ups, which are planned again from the scenarios when shards are put together. */
export interface Blob {
  readonly sallyportBlob: 1
  readonly target: string
  readonly seed: number
  readonly planned: number
  readonly durationMs: number
  readonly asked: NonNullable<Report['asked']>
  readonly coverage?: Coverage
  readonly cases: readonly { readonly scenario: string; readonly key: string; readonly result: object }[]
}

/** One shard of a run as a file, for `sallyport merge`. */
export const blob: Reporter = { about: 'one shard, for `sallyport merge`', end: (report) => `${JSON.stringify(toBlob(report), packed)}\n` }

const toBlob = ({ target, seed, planned, durationMs, asked = {}, coverage, results }: Report): Blob => ({
  sallyportBlob: 1,
  target,
  seed,
  planned,
  durationMs,
  asked,
  ...(coverage === undefined ? {} : { coverage }),
  cases: results.map(({ planned: of, ...result }) => ({ scenario: of.scenario.at.file, key: caseKey(of), result: toData(result) })),
})

/** What JSON has no word for. */
function packed(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (value instanceof Map) return { $map: [...value] }
  return value instanceof Set ? { $set: [...value] } : value
}

function unpacked(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$bigint' in value) return BigInt(String(value.$bigint))
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][])
  return '$set' in value ? new Set(value.$set as unknown[]) : value
}

/** A fix names the problem that it mends by its place in the diagnosis. */
function toData(result: object & Partial<Pick<CaseResult & { verdict: 'failed' }, 'fixes' | 'diagnosis'>>): object {
  const { fixes, diagnosis } = result
  if (fixes === undefined || diagnosis === undefined) return result
  return { ...result, fixes: fixes.map((fix) => ({ ...fix, problem: diagnosis.problems.indexOf(fix.problem) })) }
}

/** Undefined where a text is no blob. */
export function parseBlob(text: string): Blob | undefined {
  if (!text.startsWith('{"sallyportBlob":1,')) return undefined
  try {
    return JSON.parse(text, unpacked) as Blob
  } catch {
    return undefined
  }
}

/** Why blobs are not of one run, if so. */
export function refuseBlobs(blobs: readonly Blob[]): string | undefined {
  const same = ({ target, asked }: Blob): string => JSON.stringify([target, asked.faults, asked.shard?.count])
  if (blobs.some((one) => blobs[0] !== undefined && same(one) !== same(blobs[0]))) return 'the shards are not of one run'
  const indexes = blobs.map(({ asked }) => asked.shard?.index ?? 1)
  const twice = indexes.find((index, position) => indexes.indexOf(index) !== position)
  return twice === undefined ? undefined : `shard ${twice} is here twice`
}

/** Numbers of shards that are not here. */
export const missingShards = (blobs: readonly Blob[]): readonly number[] =>
  Array.from({ length: blobs[0]?.asked.shard?.count ?? 1 }, (_, index) => index + 1).filter(
    (index) => !blobs.some(({ asked }) => (asked.shard?.index ?? 1) === index),
  )

/** The report of all shards, in the order of the plan; a case that the plan does not have any more is given by its key. */
export function mergeBlobs(
  blobs: readonly Blob[],
  planned: readonly PlannedCase[],
): { readonly report: Report; readonly unknown: readonly string[] } {
  const byKey = new Map(blobs.flatMap(({ cases }) => cases.map(({ key, result }) => [key, result] as const)))
  const plans = new Map(planned.map((one) => [caseKey(one), one] as const))
  const results = planned.flatMap((one): readonly CaseResult[] => {
    const result = byKey.get(caseKey(one))
    return result === undefined ? [] : [toResult(one, result)]
  })
  const sum = (of: (one: Blob) => number): number => blobs.reduce((total, one) => total + of(one), 0)
  const coverages = blobs.flatMap(({ coverage }) => coverage ?? [])
  const report = {
    target: blobs[0]?.target ?? 'embedded',
    seed: blobs[0]?.seed ?? 0,
    planned: sum((one) => one.planned),
    durationMs: sum((one) => one.durationMs),
    results,
    ...(coverages.length === 0 ? {} : { coverage: coverages.reduce(addCoverage) }),
  }
  return { report, unknown: [...byKey.keys()].filter((key) => !plans.has(key)) }
}

/** INVARIANT: `result` was written by `toData`. */
function toResult(planned: PlannedCase, data: object): CaseResult {
  const result = { ...data, planned } as CaseResult
  if (result.verdict === 'error' || result.fixes === undefined) return result
  const { problems } = result.diagnosis
  const fixes = result.fixes.flatMap((fix) => {
    const problem = problems[Number(fix.problem)]
    return problem === undefined ? [] : [{ ...fix, problem }]
  })
  return { ...result, fixes: fixes as typeof result.fixes }
}
