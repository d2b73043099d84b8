import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TemporaryFolder } from '../../src/sandbox/disk/temporary-folder.ts'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'temporary-folder-'))
  vi.stubEnv('TMPDIR', place)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(place, { recursive: true })
})

const host = hostname().replace(/[^A-Za-z0-9.]/g, '')
const dead = spawnSync(process.execPath, ['--version']).pid
function left(name: string): string {
  mkdirSync(join(place, name))
  writeFileSync(join(place, name, 'blob'), 'bytes')
  return join(place, name)
}

it('what killed processes left behind is removed, and nothing else', () => {
  const stale = left(`sallyport-blobs-${host}-${dead}-abcdef`)
  const outside = left('outside')
  symlinkSync(outside, join(place, `sallyport-blobs-${host}-${dead}-link`))
  const others = [
    outside,
    left(`sallyport-blobs-${host}-${process.pid}-abcdef`),
    left(`sallyport-blobs-${host}-1-abcdef`),
    left(`sallyport-blobs-another-machine-${dead}-abcdef`),
    left('sallyport-blobs-abcdef'),
  ]
  const folder = new TemporaryFolder()
  expect(existsSync(folder.path())).toBe(true)
  expect(existsSync(stale)).toBe(false)
  expect(others.filter((other) => !existsSync(join(other, 'blob')))).toEqual([])
  const own = folder.path()
  folder.remove()
  expect(existsSync(own)).toBe(false)
})
