import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from '../../src/engine/instant.ts'

const two = (limit: number): fc.Arbitrary<string> => fc.nat(limit).map((value) => String(value).padStart(2, '0'))
const second = fc
  .tuple(fc.integer({ min: 1900, max: 2400 }), two(13), two(32), two(24), two(60), two(60))
  .map(([year, month, day, hour, minute, rest]) => `${year}-${month}-${day}T${hour}:${minute}:${rest}`)

describe('a date', () => {
  it('means the same with and without its fraction of nothing', () => {
    fc.assert(
      fc.property(second, (text) => {
        expect(parseInstant(`${text}Z`), text).toBe(parseInstant(`${text}.000Z`))
      }),
    )
  })

  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        const text = new Date(seconds * 1000).toISOString().replace('.000', '')
        expect(parseInstant(text), text).toBe(seconds * 1000)
      }),
    )
  })

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01 00:00:00Z',
    '2026-0a-01T00:00:00Z',
  ])('%s is none', (text) => expect(parseInstant(text)).toBeUndefined())
})
