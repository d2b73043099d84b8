import type { Observation } from '../connectors/observation.ts'
import type { CaseResult } from '../scenario/run.ts'
import { comparable, findDrift } from '../sweep/drift.ts'
import type { SweepRecord } from '../sweep/sweep-record.ts'
import { probeEmbedded } from './probe-embedded.ts'
import { regionsOf, type TargetRun } from './run-on-target.ts'
import type { SweepCase } from './sweep-cases.ts'
import { appendBeside } from './write-beside.ts'

const base = ({ id, planned, target, region }: SweepCase, run: string) => ({
  id,
  scenario: planned.scenario.at.file,
  title: planned.title,
  injected: planned.injected,
  target,
  region: region ?? regionsOf(planned.setUp.fixture).join('+'),
  run,
})

/** A case whose turn did not come. */
export const notRun = (each: SweepCase, reason: string): SweepRecord => ({
  ...base(each, ''),
  verdict: 'notRun',
  reason,
  found: [],
  durationMs: 0,
  drift: [],
})

/** What came of a case, beside what the embedded sandbox says to the same; `unrun` is why its turn did not come. */
export async function recordOf(
  each: SweepCase,
  result: CaseResult | undefined,
  { run, id, record, unrun }: { readonly run: TargetRun; readonly id: string; readonly record: string | undefined; readonly unrun: string },
): Promise<SweepRecord> {
  if (result === undefined) return notRun(each, run.interrupted ? 'interrupted' : unrun)
  const { verdict, durationMs } = result
  if (result.verdict === 'error') return { ...base(each, id), verdict, durationMs, reason: result.reason, found: [], drift: [] }
  const probe = run.probes.get(each.planned)
  const here = await probeEmbedded(each.planned.setUp, { timeoutMs: 10_000, seed: each.id })
  if (record !== undefined) appendBeside(record, recordAnswers(result.observations))
  return {
    ...base(each, id),
    verdict,
    durationMs,
    found: result.diagnosis.problems.map((problem) => (problem.kind === 'fault' ? problem.fault : `${problem.kind}: ${problem.says}`)),
    ...(probe === undefined ? {} : { convergedMs: probe.convergedMs, looks: probe.looks }),
    drift: findDrift(result.observations, here),
  }
}

/** Real answers in the fixture's own words, without ids of requests, keys and sessions. */
const recordAnswers = (observations: readonly Observation[]): string =>
  observations
    .filter(({ outcome, operation }) => outcome === 'failed' && operation !== undefined)
    .map(
      ({ step, operation, status, code, message }) =>
        `${JSON.stringify({ step, operation, status, code, message: comparable(message) })}\n`,
    )
    .join('')
