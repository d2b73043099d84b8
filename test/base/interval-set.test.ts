import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidrAround, formatCidr } from '../../src/base/cidr.ts'
import {
  cidrsOf,
  equals,
  type Interval,
  type IntervalSet,
  includes,
  intersect,
  intervalSet,
  sizeOf,
  subtract,
  union,
} from '../../src/base/interval-set.ts'

const space = 64n
const anyInterval: fc.Arbitrary<Interval> = fc.record({ first: fc.bigInt(0n, space - 1n), last: fc.bigInt(0n, space - 1n) })
const anyIntervals = fc.array(anyInterval, { maxLength: 8 })
const anySet = anyIntervals.map(intervalSet)
const everyNumber = Array.from({ length: Number(space) }, (_, index) => BigInt(index))
const members = (set: IntervalSet): bigint[] => everyNumber.filter((value) => includes(set, value))

describe('an interval set', () => {
  it('holds exactly the numbers of its intervals', () => {
    fc.assert(
      fc.property(anyIntervals, (intervals) => {
        const expected = everyNumber.filter((value) => intervals.some(({ first, last }) => first <= value && value <= last))
        expect(members(intervalSet(intervals))).toEqual(expected)
      }),
    )
  })

  it('is written in one way only', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        for (const [index, { first, last }] of set.entries()) {
          expect(first <= last).toBe(true)
          if (index > 0) expect((set[index - 1] as Interval).last + 1n < first).toBe(true)
        }
        expect(equals(set, intervalSet(members(set).map((value) => ({ first: value, last: value }))))).toBe(true)
      }),
    )
  })

  it('unites, intersects and subtracts as sets do', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        expect(members(union(a, b))).toEqual(everyNumber.filter((value) => includes(a, value) || includes(b, value)))
        expect(members(intersect(a, b))).toEqual(everyNumber.filter((value) => includes(a, value) && includes(b, value)))
        expect(members(subtract(a, b))).toEqual(everyNumber.filter((value) => includes(a, value) && !includes(b, value)))
        expect(equals(union(intersect(a, b), subtract(a, b)), a)).toBe(true)
      }),
    )
  })

  it('is as large as the number of its members', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        expect(sizeOf(set)).toBe(BigInt(members(set).length))
      }),
    )
  })

  it('becomes CIDR blocks that hold it exactly, no two of which could be one', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        const blocks = cidrsOf(set, 'ipv4')
        expect(equals(intervalSet(blocks), set)).toBe(true)
        for (const [index, block] of blocks.entries()) {
          const next = blocks[index + 1]
          const wider = cidrAround({ family: 'ipv4', value: block.first }, Math.max(block.prefixLength - 1, 0))
          expect(wider.first === block.first && wider.last === next?.last && next.prefixLength === block.prefixLength).toBe(false)
        }
      }),
    )
    expect(cidrsOf([{ first: 1n, last: 6n }], 'ipv4').map(formatCidr)).toEqual(['0.0.0.1/32', '0.0.0.2/31', '0.0.0.4/31', '0.0.0.6/32'])
    expect(cidrsOf([{ first: 0n, last: 2n ** 128n - 1n }], 'ipv6').map(formatCidr)).toEqual(['::/0'])
  })
})
