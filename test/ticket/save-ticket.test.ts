import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveFiles } from '../../src/cli/save-files.ts'
import { formatFixture } from '../../src/fixture/format-fixture.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'
import { loadShipped, shippedNames } from '../shipped.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-save-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Without the places of the text. */
const plainOf = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (key === 'at' || key === 'file' || key.endsWith('At') || part === undefined) return undefined
      if (key === 'text' && typeof part === 'string') return part.trim()
      return part instanceof Map ? [...part] : part
    }),
  )

describe('a set-up that is saved', () => {
  it.each(shippedNames)('%s is read back as it was', async (name) => {
    const { fixture } = await loadShipped(name)
    const { files } = formatFixture(fixture)
    const read = parseFixture(files[0]?.text ?? '', {
      name: fixture.name,
      file: 'fixture.yaml',
      readFile: (path) => ({ found: true, file: path, text: files.find((file) => `./${file.path}` === path)?.text ?? '' }),
    })
    const { parameters: _, ...expected } = fixture
    expect(read.ok ? plainOf({ ...read.value, parameters: undefined }) : read.error).toEqual(plainOf(expected))
  })

  it('overwrites nothing, and is whole or not there', () => {
    saveFiles(folder, [{ path: 'a/one.txt', text: '1' }])
    const more = [
      { path: 'a/two.txt', text: '2' },
      { path: 'a/one.txt', text: 'other' },
    ]
    expect(() => saveFiles(folder, more)).toThrow('is there already, and nothing was saved')
    expect(readFileSync(join(folder, 'a/one.txt'), 'utf8')).toBe('1')
    expect(existsSync(join(folder, 'a/two.txt'))).toBe(false)
  })
})
