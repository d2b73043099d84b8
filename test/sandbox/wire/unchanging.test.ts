import { expect, it } from 'vitest'
import { unchanging, writeOnce } from '../../../src/sandbox/wire/unchanging.ts'

it('a record that never changes is written once by each writer, any other record every time', () => {
  const texts: string[] = []
  const write = (record: object, by: string): string => writeOnce(record, by, () => `${by} ${texts.push(by)}`)
  const [kept, other] = [unchanging({}), {}]
  expect([write(kept, 'a'), write(kept, 'a'), write(kept, 'b'), write(other, 'a'), write(other, 'a')]).toEqual([
    'a 1',
    'a 1',
    'b 2',
    'a 3',
    'a 4',
  ])
})
