import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Digest } from '../../../src/sandbox/wire/digest.ts'

it('a digest is that of the bytes, in however many pieces they came', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 4 }), (pieces) => {
      const digest = new Digest('md5')
      for (const piece of pieces) digest.update(piece)
      expect(digest.hex()).toBe(createHash('md5').update(Buffer.concat(pieces)).digest('hex'))
    }),
  )
})
