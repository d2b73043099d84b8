import { describe, expect, it } from 'vitest'
import { earlyExpiration } from '../../src/connectors/early-expiration.ts'

const writtenAt = Date.parse('2026-11-26T17:20:00Z')
const told = (expiry: string, stagingDays: number | undefined = 3, id = 'clean-up') =>
  earlyExpiration(`expiry-date="${expiry}", rule-id="${id}"`, { stagingDays, writtenAt }).failure?.message

describe('a file that was just written', () => {
  it('expires too early by a rule of fewer days than it is needed', () => {
    // Two days, up to the next midnight.
    expect(told('Sun, 29 Nov 2026 00:00:00 GMT')).toBe('the lifecycle rule clean-up removes it within 3 days')
  })

  it('is kept long enough by a rule of as many days', () => {
    expect(told('Mon, 30 Nov 2026 00:00:00 GMT')).toBeUndefined()
  })

  it('is never said to expire too early where nobody said how long it is needed', () => {
    expect(earlyExpiration('expiry-date="Fri, 27 Nov 2026 00:00:00 GMT", rule-id="a"', { stagingDays: undefined, writtenAt })).toEqual({})
  })

  it.each([undefined, '', 'expiry-date="soon", rule-id="a"'])('stays where the answer says %j', (expiration) => {
    expect(earlyExpiration(expiration, { stagingDays: 3, writtenAt })).toEqual({})
  })

  it('is removed by a rule of any name', () => {
    expect(told('Fri, 27 Nov 2026 00:00:00 GMT', 1, 'delete%20old%20files')).toBe(
      'the lifecycle rule delete old files removes it within a day',
    )
    expect(told('Fri, 27 Nov 2026 00:00:00 GMT', 1, '100%')).toBe('the lifecycle rule 100% removes it within a day')
  })
})
