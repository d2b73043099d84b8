import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderHeadings, renderLine, renderSummary } from '../../src/report/pretty.ts'
import type { Report } from '../../src/report/report.ts'
import { plainStyle } from '../../src/report/style.ts'
import { type PlannedCase, planCases } from '../../src/scenario/plan.ts'
import { type CaseResult, runCases } from '../../src/scenario/run.ts'
import type { Case } from '../../src/scenario/scenario.ts'
import { loadShipped } from '../shipped.ts'

const at = { file: 'scenarios/x.yaml', start: { line: 4, column: 3, offset: 0 }, end: { line: 4, column: 9, offset: 6 } }
const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

async function report(...cases: readonly Omit<Case, 'at'>[]): Promise<Report> {
  const setUp = await loadShipped('s3-input')
  const scenario = { name: 'x', at, ...setUp, settings: new Map(), cases: cases.map((each) => ({ ...each, at })) }
  const planned = planCases([scenario], new Map(catalogue.map((fault) => [fault.id, fault])))
  if (!planned.ok) throw new Error(planned.error.map(({ message }) => message).join('\n'))
  const results = await runCases(
    planned.value,
    { probe: async () => [], diagnose: (broken, observations) => diagnose({ ...broken, observations, circumstances }) },
    { concurrency: 1, timeoutMs: 1000, failFast: false, onResult: () => {} },
  )
  return { target: 'embedded', seed: 7, planned: planned.value.length, durationMs: 1200, results: results.map(withoutTime) }
}

const withoutTime = (result: CaseResult): CaseResult => ({ ...result, durationMs: 1 })

const wrongExpectation: Omit<Case, 'at'> = {
  title: 'the files are not covered',
  inject: { kind: 'faults', faults: ['object-arn-missing-wildcard'] },
  expect: { kind: 'faults', faults: [{ fault: 'list-on-object-arn' }] },
}

describe('a failure', () => {
  it('shows verdict, place, expected and got, the line and the fix, and the command to repeat it', async () => {
    await expect(renderSummary(await report(wrongExpectation), plainStyle)).toMatchFileSnapshot('../golden/report/failure.txt')
  })

  it('is data for a script', async () => {
    const data = JSON.parse(renderJson(await report(wrongExpectation)))
    expect(data).toMatchObject({
      version: 1,
      counts: { passed: 0, failed: 1, error: 0, notRun: 0 },
      cases: [{ title: 'the files are not covered', verdict: 'failed', mismatches: [{ mismatch: 'missing' }, { mismatch: 'unexpected' }] }],
    })
  })
})

describe('a run', () => {
  it('prints a line for each case under the heading of its scenario', async () => {
    const { results } = await report(
      { title: 'works as documented', inject: { kind: 'nothing' }, expect: { kind: 'healthy' } },
      { title: 'every fault', inject: { kind: 'all' }, expect: { kind: 'same' } },
    )
    const lines = results
      .slice(0, 4)
      .flatMap((result, index) => [...renderHeadings(result, results[index - 1], plainStyle), renderLine(result, plainStyle, 120)])
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../golden/report/lines.txt')
  })
})

describe('a plan', () => {
  it('refuses a fault that cannot be injected', async () => {
    const fault = { title: 'x', inject: { kind: 'faults', faults: ['kms-key-disabled'] }, expect: { kind: 'same' } } as const
    await expect(report(fault)).rejects.toThrow('`kms-key-disabled` cannot be injected into `s3-input`')
  })

  it('makes one case of each fault that applies', async () => {
    const { results } = await report({ title: 'every fault', inject: { kind: 'all' }, expect: { kind: 'same' } })
    const injected = results.map(({ planned }: { planned: PlannedCase }) => planned.injected)
    expect(injected.every((ids) => ids.length === 1)).toBe(true)
    expect(new Set(injected.flat()).size).toBe(results.length)
    expect(results.length).toBeGreaterThan(30)
  })
})
