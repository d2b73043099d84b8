import { expect, it } from 'vitest'
import { lengthened } from '../../src/faults/rearrange-fixture.ts'

it('a name with an end of its own is never longer than AWS takes it, and keeps its letters where it may', () => {
  expect(lengthened('EtleapInput', '-staging', 64)).toBe('EtleapInput-staging')
  expect(lengthened('a'.repeat(64), '-staging', 64)).toBe(`${'a'.repeat(56)}-staging`)
  // A bucket's name has no two of these in a row.
  expect(lengthened(`${'a'.repeat(57)}-aaaaa`, '.data', 63)).toBe(`${'a'.repeat(57)}.data`)
})
