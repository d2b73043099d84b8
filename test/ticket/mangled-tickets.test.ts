import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statementTexts } from '../../src/ticket/document-texts.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'
import { anyTicket, tickets } from './mangled-ticket.ts'

/** What a ticket says, whatever its order and its marks. */
function saidBy(parts: readonly string[]): object {
  const { policies, settings } = readTicket([{ file: 'ticket.txt', text: parts.join('\n\n') }])
  const said = policies.map(({ type, document, isWhole }) => JSON.stringify([type, isWhole, statementTexts(document)]))
  return { policies: said.toSorted(), settings: settings.map(({ setting, value }) => `${setting}=${value}`).toSorted() }
}

describe('a ticket that was mangled on its way', () => {
  it('says what it said', () => {
    const whole = new Map(tickets.map(([parts, faults]) => [faults, saidBy(parts)]))
    fc.assert(
      fc.property(anyTicket, ({ parts, faults }) => {
        expect(saidBy(parts)).toEqual(whole.get(faults))
      }),
      { numRuns: 60 },
    )
  })

  it('says no more than that once it is cut off, and where', () => {
    fc.assert(
      fc.property(anyTicket, fc.double({ min: 0, max: 1, noNaN: true }), ({ parts }, kept) => {
        const text = parts.join('\n\n')
        const cut = text.slice(0, Math.floor(text.length * kept))
        const { policies, problems } = readTicket([{ file: 'ticket.txt', text: cut }])
        const isOpen = policies.some(({ isWhole }) => !isWhole)
        expect(policies.length).toBeLessThanOrEqual(parts.length)
        expect(isOpen && !problems.some(({ code }) => code === 'ticket/cut-off')).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})
