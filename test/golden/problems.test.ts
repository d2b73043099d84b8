import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSource } from '../../src/cli/read-source.ts'
import { renderProblems } from '../../src/cli/render-problems.ts'
import { loadFixture } from '../../src/fixture/load.ts'
import { loadScenarios } from '../../src/scenario/load.ts'
import { loadSettings } from '../../src/settings/load.ts'

// One folder for each kind of bad input: what is in it is loaded, what a user sees is `problems.txt`. Update: npx vitest run test/golden -u
const root = relative('.', resolve(import.meta.dirname, 'problems'))
const faults = ['list-action-missing', 'object-arn-missing-wildcard', 'wrong-secret']

describe('what a user sees of bad input', () => {
  it.each(readdirSync(root).sort())('%s', async (kind) => {
    const folder = join(root, kind)
    const scenarios = join(folder, 'scenarios')
    const settings = join(folder, 'sallyport.yaml')
    const loaded = existsSync(settings)
      ? loadSettings(settings)
      : existsSync(scenarios)
        ? await loadScenarios([scenarios], faults)
        : await loadFixture(folder)
    if (loaded.ok) throw new Error('nothing is wrong with it')
    await expect(renderProblems(loaded.error, readSource)).toMatchFileSnapshot(join(resolve(folder), 'problems.txt'))
  })
})
