import { describe, expect, it } from 'vitest'
import { converge, type Settled, type Unsettled } from '../../src/scenario/converge.ts'

/** What is seen from which millisecond on; `ok` is as expected. */
async function watch(seen: readonly (readonly [from: number, what: string])[], flapping = false): Promise<Settled<string> | Unsettled> {
  let clock = 0
  let looks = 0
  const look = async () => {
    clock += 10
    looks += 1
    const there = seen.filter(([from]) => from <= clock).at(-1)?.[1] ?? ''
    const value = flapping && looks % 2 === 0 ? `not ${there}` : there
    return { value, signature: value, asExpected: value === 'ok' }
  }
  const wait = async (ms: number): Promise<void> => {
    clock += ms
  }
  return converge(look, { windowMs: 10_000, stableMs: 2000, now: () => clock, wait })
}

describe('what is seen on a target', () => {
  it('counts when it is as expected and stays so', async () => {
    const end = await watch([
      [0, 'denied'],
      [3000, 'ok'],
    ])
    expect(end).toMatchObject({ settled: true, value: 'ok' })
    expect(end.settled && end.afterMs).toBeGreaterThan(2000)
  })

  it('is no pass when it is as expected for a moment alone', async () => {
    expect(
      await watch([
        [0, 'ok'],
        [1000, 'denied'],
      ]),
    ).toMatchObject({ settled: true, value: 'denied' })
  })

  it('has failed when it is wrong and stays wrong to the end of the window', async () => {
    const end = await watch([[0, 'denied']])
    expect(end).toMatchObject({ settled: true, value: 'denied', afterMs: 0 })
  })

  it('has neither passed nor failed when it never stays the same', async () => {
    expect(await watch([[0, 'ok']], true)).toMatchObject({ settled: false })
  })

  it('that heals late is not taken for the fault that was expected', async () => {
    expect(
      await watch([
        [0, 'ok'],
        [1500, 'healthy'],
      ]),
    ).toMatchObject({ settled: true, value: 'healthy' })
  })
})
