import { expect, it } from 'vitest'
import { formatS3Time } from '../../../src/sandbox/wire/simple.ts'
import { Unchanging, UnchangingPart } from '../../../src/sandbox/wire/unchanging.ts'
import type { Value } from '../../../src/sandbox/wire/value.ts'

it('items that never change are written once by each writer, and answered in any parts', () => {
  const written: Value[] = []
  const inTags = (item: Value): string => {
    written.push(item)
    return `<${Object.keys(item).join()}>`
  }
  const inBrackets = (item: Value): string => `[${Object.keys(item).join()}]`
  const items = new Unchanging(() => [{ a: 1 }, undefined, { bé: 1 }, { d: 1 }])
  const part = (from: number, to: number, by = inTags): string =>
    Buffer.from(items.bytes(by, formatS3Time, new UnchangingPart(items, from, to))).toString()
  expect([part(0, 4), part(0, 1), part(1, 2), part(1, 3), part(3, 4), part(2, 2)]).toEqual(['<a><bé><d>', '<a>', '', '<bé>', '<d>', ''])
  expect(written).toEqual([{ a: 1 }, { bé: 1 }, { d: 1 }])
  expect([part(2, 4, inBrackets), part(0, 1)]).toEqual(['[bé][d]', '<a>'])
})
