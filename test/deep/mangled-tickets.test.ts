import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reproduction } from '../../src/ticket/reproduction.ts'
import { answer, reproductionOf } from '../ticket/answer-ticket.ts'
import { anyTicket } from '../ticket/mangled-ticket.ts'

const faultsOf = ({ causes }: Reproduction): readonly string[] =>
  causes.map(({ problem }) => (problem.kind === 'fault' ? problem.fault : problem.kind)).toSorted()

describe('a ticket that was mangled on its way', { timeout: 180_000 }, () => {
  it('is diagnosed as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(anyTicket, async ({ parts, faults }) => {
        const reproduction = await reproductionOf([{ file: 'ticket.txt', text: parts.join('\n\n') }])
        expect(reproduction === undefined ? undefined : faultsOf(reproduction)).toEqual(faults)
      }),
      { numRuns: 6 },
    )
  })

  it('says where it was cut off, and is answered', async () => {
    await fc.assert(
      fc.asyncProperty(anyTicket, fc.double({ min: 0.05, max: 1, noNaN: true }), async ({ parts }, kept) => {
        const whole = parts.join('\n\n')
        const texts = [{ file: 'ticket.txt', text: whole.slice(0, Math.ceil(whole.length * kept)) }]
        expect(await answer(texts)).not.toBe('')
      }),
      { numRuns: 6 },
    )
  })
})
