import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hmac } from '../../../src/sandbox/wire/hmac.ts'

test('is the HMAC of node:crypto, whatever the lengths of key and text', () => {
  const keys = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  )
  fc.assert(
    fc.property(keys, fc.string({ unit: 'binary', maxLength: 300 }), (key, text) => {
      expect(hmac(key, text)).toEqual(createHmac('sha256', key).update(text, 'utf8').digest())
    }),
  )
})
