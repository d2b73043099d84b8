import { describe, expect, it } from 'vitest'
import { renderJson } from '../../src/report/json.ts'
import { renderHeadings, renderLine, renderSummary } from '../../src/report/pretty.ts'
import { plainStyle } from '../../src/report/style.ts'
import type { PlannedCase } from '../../src/scenario/plan.ts'
import { reportOf as report, wrongExpectation } from '../support/report.ts'

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
