import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/faults/catalogue.ts'
import { casesInTurn, type PlannedCase, planCases } from '../../src/scenario/plan.ts'
import { CaseError, type CaseResult, type RunOptions, runCases, type Wiring } from '../../src/scenario/run.ts'
import { loadShipped } from '../shipped.ts'

const at = { file: 'scenarios/x.yaml', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } }

async function healthyCases(count: number): Promise<readonly PlannedCase[]> {
  const setUp = await loadShipped('s3-input')
  const cases = Array.from({ length: count }, (_, index) => ({
    title: `case ${index}`,
    at,
    inject: { kind: 'nothing' } as const,
    expect: { kind: 'healthy' } as const,
  }))
  const planned = planCases([{ name: 'x', at, ...setUp, settings: new Map(), cases }], new Map())
  if (!planned.ok) throw new Error('these cases can be planned')
  return planned.value
}

const options = (told: CaseResult[], more: Partial<RunOptions> = {}): RunOptions => ({
  concurrency: 3,
  timeoutMs: 1000,
  onResult: (result) => told.push(result),
  ...more,
})

const wiring = (probe: Wiring['probe']): Wiring => ({ probe, diagnose: () => ({ problems: [] }) })

describe('a plan', () => {
  it('is complete before a case runs where something is wrong, and else makes cases as they are asked for', async () => {
    const setUp = await loadShipped('s3-input')
    const injected: string[] = []
    const counting = catalogue.map((fault) => {
      const inject: typeof fault.inject = (healthy) => {
        injected.push(fault.id)
        return fault.inject(healthy)
      }
      return [fault.id, { ...fault, inject }] as const
    })
    const all = { title: 'all', at, inject: { kind: 'all' } as const, expect: { kind: 'same' } as const }
    const wrong = { ...all, inject: { kind: 'faults', faults: ['nonsense'] } as const }
    const plan = (...cases: readonly (typeof all | typeof wrong)[]) =>
      casesInTurn([{ name: 'x', at, ...setUp, settings: new Map(), cases }], new Map(counting))
    expect(plan(all, wrong)).toMatchObject({ ok: false, error: [{ code: 'scenario/fault-does-not-apply' }] })
    injected.length = 0
    const planned = plan(all)
    if (!planned.ok) throw new Error('it can be planned')
    const turn = planned.value[Symbol.iterator]()
    turn.next()
    expect(injected.length).toBeLessThan(catalogue.length / 2)
    while (turn.next().done !== true);
    expect(new Set(injected).size).toBeGreaterThan(catalogue.length / 2)
  })
})

describe('a run', () => {
  it('tells the results in the order of the plan, whichever case ends first', async () => {
    const told: CaseResult[] = []
    const slowFirst = wiring(async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index === 0 ? 40 : 1))
      return []
    })
    await runCases(await healthyCases(5), slowFirst, options(told))
    expect(told.map(({ planned }) => planned.title)).toEqual(['case 0', 'case 1', 'case 2', 'case 3', 'case 4'])
  })

  it('ends a case that hangs with an error, and goes on', async () => {
    const told: CaseResult[] = []
    const hangs = wiring((_, index) => (index === 0 ? new Promise(() => {}) : Promise.resolve([])))
    await runCases(await healthyCases(2), hangs, options(told, { timeoutMs: 30 }))
    expect(told).toMatchObject([{ verdict: 'error', reason: 'no verdict within 0.03 s' }, { verdict: 'passed' }])
  })

  it('keeps a target that refuses apart from a failed expectation', async () => {
    const told: CaseResult[] = []
    const refuses = wiring(() => Promise.reject(new CaseError('the target is gone')))
    await runCases(await healthyCases(1), refuses, options(told))
    expect(told).toMatchObject([{ verdict: 'error', reason: 'the target is gone' }])
  })

  it('stops at the first case that is not as expected when asked to', async () => {
    const told: CaseResult[] = []
    const refuses = wiring(() => Promise.reject(new CaseError('the target is gone')))
    await runCases(await healthyCases(4), refuses, options(told, { maxFailures: 1, concurrency: 1 }))
    expect(told).toHaveLength(1)
  })

  it('tries again what had no verdict, and tells how often that took', async () => {
    const told: CaseResult[] = []
    const attempts: (number | undefined)[] = []
    const settles = wiring(async (_, __, attempt) => {
      attempts.push(attempt)
      if (attempt !== 2) throw new CaseError('not yet')
      return []
    })
    await runCases(await healthyCases(1), settles, options(told, { retries: 3 }))
    expect(attempts).toEqual([0, 1, 2])
    expect(told).toMatchObject([{ verdict: 'passed', retried: 2 }])
    await runCases(await healthyCases(1), settles, options(told, { retries: 1 }))
    expect(told[1]).toMatchObject({ verdict: 'error', reason: 'not yet' })
  })

  it('does not hide a bug of ours as a result', async () => {
    const breaks = wiring(() => Promise.reject(new Error('internal error: broken')))
    await expect(runCases(await healthyCases(1), breaks, options([]))).rejects.toThrow('internal error: broken')
  })
})
