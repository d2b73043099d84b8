import { describe, expect, it } from 'vitest'
import { expectAnswer, tickets } from './answer-ticket.ts'

/** One of each kind; the others are replayed by `npm run test:deep`. */
const everyDay: readonly string[] = [
  'bucket-policy-not-saved',
  'china',
  'cloudtrail-event',
  'database-server',
  'decoded-message',
  'error-alone-assume-role',
  'outputs-of-the-cli',
  'policy-cut-off',
  'screenshot',
  'sign-in-page',
  'two-causes',
]

describe('the ticket', () => {
  it.each(everyDay)('%s is answered', expectAnswer)

  it('has a folder', () => {
    expect(everyDay.filter((name) => !tickets.includes(name))).toEqual([])
  })
})
