import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

it('the list of what is inferred is what the source says', () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/generate-fidelity.js', '--check'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
