import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadFixture } from '../../src/fixture/load.ts'
import { loadScenarios } from '../../src/scenario/load.ts'

// The files of docs/fixtures.md are what they say they are.
const page = readFileSync(resolve(import.meta.dirname, '../../docs/fixtures.md'), 'utf8')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-docs-'))
  for (const [, name = '', text = ''] of page.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

it('the scenario of the page is one, with its fixture', async () => {
  const loaded = await loadScenarios([join(folder, 'scenarios')], ['object-arn-missing-wildcard', 'list-action-missing', 'wrong-secret'])
  const scenarios = loaded.ok ? loaded.value : loaded.error.map(({ message }) => message)
  expect(scenarios).toMatchObject([
    { name: 'shop', fixture: { name: 'shop' }, connection: { region: 'us-east-1', sessionName: 'sallyport' } },
  ])
})

it('the module of the page is a fixture', async () => {
  const loaded = await loadFixture(join(folder, 'policies/tenants'))
  expect(loaded.ok ? [...loaded.value.users.keys()] : loaded.error).toEqual(['acme', 'initech'])
})
