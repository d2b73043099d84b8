import type { CaseResult } from '../../scenario/run.ts'
import { findDrift } from '../../sweep/drift.ts'
import { formatAnswers } from '../../sweep/recorded-answer.ts'
import type { SweepRecord } from '../../sweep/sweep-record.ts'
import { probeEmbedded } from '../probe/probe-embedded.ts'
import { regionsOf, type TargetRun } from '../run-on-target.ts'
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
  const embedded = await probeEmbedded(each.planned.setUp, { timeoutMs: 10_000, seed: each.id })
  // A way through the network is a step of the model alone: at a vantage the network itself decides.
  const here = embedded.filter(({ step }) => !step.startsWith('net.'))
  if (record !== undefined) appendBeside(record, formatAnswers(base(each, id), result.observations))
  return {
    ...base(each, id),
    verdict,
    durationMs,
    found: result.diagnosis.problems.map((problem) => (problem.kind === 'fault' ? problem.fault : `${problem.kind}: ${problem.says}`)),
    ...(probe === undefined ? {} : { convergedMs: probe.convergedMs, looks: probe.looks }),
    drift: findDrift(result.observations, here),
  }
}
