import { expect, it } from 'vitest'
import { formatS3Time } from '../../../src/sandbox/wire/simple.ts'
import { unchanging, writeOnce } from '../../../src/sandbox/wire/unchanging.ts'
import type { ValueRecord } from '../../../src/sandbox/wire/value.ts'

it('a record that never changes is written once by each writer, any other record and any copy every time', () => {
  const texts: string[] = []
  const a = (): string => `a ${texts.push('a')}`
  const b = (): string => `b ${texts.push('b')}`
  const write = (record: ValueRecord, by: () => string): string => writeOnce(record, by, formatS3Time)
  const [kept, other] = [unchanging({}), {}]
  const copy = { ...kept }
  expect([write(kept, a), write(kept, a), write(kept, b), write(other, a), write(other, a), write(copy, a)]).toEqual([
    'a 1',
    'a 1',
    'b 2',
    'a 3',
    'a 4',
    'a 5',
  ])
})
