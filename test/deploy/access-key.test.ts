import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { AccessKey } from '../../src/deploy/access-key.ts'

it('an access key never shows its secret by accident', () => {
  const key = new AccessKey('AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI', 'Active')
  expect(key.secretAccessKey).toBe('wJalrXUtnFEMI')
  for (const shown of [
    JSON.stringify(key),
    JSON.stringify({ keys: [key] }),
    inspect(key, { depth: 9, showHidden: true, getters: false }),
  ]) {
    expect(shown).not.toContain('wJalr')
  }
})
