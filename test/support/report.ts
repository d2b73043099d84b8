import { diagnose } from '../../src/diagnose/diagnose.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import type { Report } from '../../src/report/report.ts'
import { planCases } from '../../src/scenario/plan.ts'
import { type CaseResult, runCases } from '../../src/scenario/run.ts'
import type { Case } from '../../src/scenario/scenario.ts'
import { loadShipped } from '../shipped.ts'

const top = { file: 'scenarios/x.yaml', start: { line: 1, column: 1, offset: 0 }, end: { line: 9, column: 1, offset: 99 } }
const at = { file: 'scenarios/x.yaml', start: { line: 4, column: 3, offset: 0 }, end: { line: 4, column: 9, offset: 6 } }
const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** A report of cases against a fixture that ships, diagnosed by its policies alone. */
export async function reportOf(...cases: readonly Omit<Case, 'at'>[]): Promise<Report> {
  const setUp = await loadShipped('s3-input')
  const scenario = { name: 'x', at: top, ...setUp, settings: new Map(), cases: cases.map((each) => ({ ...each, at })) }
  const planned = planCases([scenario], new Map(catalogue.map((fault) => [fault.id, fault])))
  if (!planned.ok) throw new Error(planned.error.map(({ message }) => message).join('\n'))
  const results = await runCases(
    planned.value,
    { probe: async () => [], diagnose: (broken, observations) => diagnose({ ...broken, observations, circumstances }) },
    { concurrency: 1, timeoutMs: 1000, onResult: () => {} },
  )
  return { target: 'embedded', seed: 7, planned: planned.value.length, durationMs: 1200, results: results.map(withoutTime) }
}

const withoutTime = (result: CaseResult): CaseResult => ({ ...result, durationMs: 1 })

export const wrongExpectation: Omit<Case, 'at'> = {
  title: 'the files are not covered',
  inject: { kind: 'faults', faults: ['object-arn-missing-wildcard'] },
  expect: { kind: 'faults', faults: [{ fault: 'list-on-object-arn' }] },
}

/** Everything that a report can hold: as expected, not, borne, without a verdict; with text that means something to each format. */
export async function mixedReport(): Promise<Report> {
  const report = await reportOf(
    { title: 'works as documented', inject: { kind: 'nothing' }, expect: { kind: 'healthy' } },
    wrongExpectation,
    {
      title: 'nothing # is | wrong: 100% ]]> <b>`x`</b>,\u0007',
      inject: { kind: 'nothing' },
      expect: { kind: 'faults', faults: [{ fault: 'wrong-secret' }] },
    },
    { ...wrongExpectation, title: 'known for now' },
    { title: 'no answer', inject: { kind: 'nothing' }, expect: { kind: 'healthy' } },
  )
  const suppressed = { at, scenario: 'x.yaml', case: 'known for now', reason: 'waits for TICKET-7', owner: 'ana', expires: '2027-01-31' }
  const results = report.results.map((result, index): CaseResult => {
    if (index === 3 && result.verdict === 'failed') return { ...result, suppressed }
    return index === 4
      ? { planned: result.planned, durationMs: 1, verdict: 'error', reason: 'the sandbox refused\nthe deployment' }
      : result
  })
  return { ...report, results }
}
