import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareKeys, SortedMap } from '../../../src/sandbox/s3/sorted-map.ts'

const anyKey = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\ue000', '\uffff', '😀', 'é', 'A'), maxLength: 5 })
const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))

describe('a sorted map', () => {
  it('orders keys by their UTF-8 bytes', () => {
    fc.assert(fc.property(anyKey, anyKey, (left, right) => Math.sign(compareKeys(left, right)) === byBytes(left, right)))
  })

  it('holds what a plain map holds, in order, after any sets and deletes', () => {
    const command = fc.record({ key: anyKey, deletes: fc.boolean() })
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), anyKey, (commands, start) => {
        const sorted = new SortedMap<number>()
        const plain = new Map<string, number>()
        commands.forEach(({ key, deletes }, index) => {
          if (deletes) expect(sorted.delete(key)).toBe(plain.delete(key))
          else {
            sorted.set(key, index)
            plain.set(key, index)
          }
        })
        const keys = [...plain.keys()].sort(byBytes)
        expect([...sorted.keys()]).toEqual(keys)
        expect([...sorted.values()]).toEqual(keys.map((key) => plain.get(key)))
        expect(sorted.size).toBe(plain.size)
        const rest = keys.filter((key) => byBytes(key, start) > 0)
        expect([...sorted.from((key) => compareKeys(key, start) > 0)]).toEqual(rest)
        expect(sorted.first((key) => compareKeys(key, start) > 0)).toBe(rest[0])
      }),
    )
  })

  it('keeps its order across many leaves', () => {
    const keys = Array.from({ length: 5_000 }, (_, index) => `k/${((index * 7919) % 5_000).toString().padStart(6, '0')}`)
    const sorted = new SortedMap<string>()
    for (const key of keys) sorted.set(key, key)
    expect([...sorted.keys()]).toEqual([...keys].sort(byBytes))
    for (const key of keys.slice(0, 4_990)) sorted.delete(key)
    expect([...sorted.keys()]).toEqual(keys.slice(4_990).sort(byBytes))
  })
})
