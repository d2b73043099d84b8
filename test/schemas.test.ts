import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { rulesShape } from '../src/cli/gate/access-rules.ts'
import { acceptedShape } from '../src/cli/gate/gate-accepted.ts'
import { fixtureShape } from '../src/fixture/fixture-shape.ts'
import { networkShape } from '../src/network/network-shape.ts'
import { seedShape } from '../src/sandbox/seed/seed-shape.ts'
import { suppressionsShape } from '../src/scenario/parse-suppressions.ts'
import { scenarioShape } from '../src/scenario/scenario-shape.ts'
import { settingsShape } from '../src/settings/settings-shape.ts'
import { matrixShape } from '../src/sweep/matrix-shape.ts'

// What editors know of the files that users write, made from the shapes that read them. Update: npx vitest run test/schemas.test.ts -u
const root = resolve(import.meta.dirname, '..')
const dialect = 'https://json-schema.org/draft/2020-12/schema'
const schemas = {
  fixture: { $schema: dialect, title: 'A Sallyport fixture', ...fixtureShape.schema },
  network: { $schema: dialect, title: 'The network of a Sallyport fixture', ...networkShape.schema },
  suppressions: { $schema: dialect, title: 'A file of suppressions', ...suppressionsShape.schema },
  scenario: { $schema: dialect, title: 'A Sallyport scenario', ...scenarioShape.schema },
  'sandbox-seed': { $schema: dialect, title: 'A seed of the Sallyport sandbox', ...seedShape.schema },
  sweep: { $schema: dialect, title: 'A Sallyport sweep: sweep.yaml', ...matrixShape.schema },
  rules: { $schema: dialect, title: 'Sallyport rules: NAME.rules.yaml', ...rulesShape.schema },
  accepted: { $schema: dialect, title: 'What the Sallyport gate accepts: sallyport-accepted.yaml', ...acceptedShape.schema },
  settings: { $schema: dialect, title: 'Settings of Sallyport: sallyport.yaml', ...settingsShape.schema },
}

/** Compiled once: that of the fixture has a network in it. */
const validators = new Map<object, ValidateFunction>()
function validatorOf(schema: object): ValidateFunction {
  const known = validators.get(schema) ?? new Ajv2020({ allErrors: true }).compile(schema)
  validators.set(schema, known)
  return known
}
const yaml = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'))
function yamlFiles(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name))
}

describe('the schema', () => {
  it.each(Object.entries(schemas))('of a %s is the one that ships', async (name, schema) => {
    await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(join(root, 'schemas', `${name}.json`))
  })

  it.each(yamlFiles('policies').filter((file) => file.endsWith('fixture.yaml')))('accepts %s', (file) => {
    const validate = validatorOf(schemas.fixture)
    expect(validate(yaml(file)), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each(yamlFiles('policies').filter((file) => file.endsWith('network.yaml')))('accepts %s', (file) => {
    const validate = validatorOf(schemas.network)
    expect(validate(yaml(file)), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each(yamlFiles('scenarios'))('accepts %s', (file) => {
    const validate = validatorOf(schemas.scenario)
    expect(validate(yaml(file)), JSON.stringify(validate.errors)).toBe(true)
  })

  it.each(['unknown-key', 'unquoted-account-id', 'wrong-kind', 'empty'])('refuses the fixture with %s', (kind) => {
    expect(validatorOf(schemas.fixture)(yaml(`test/golden/problems/${kind}/fixture.yaml`))).toBe(false)
  })

  it('refuses a scenario of the wrong shape', () => {
    expect(validatorOf(schemas.scenario)(yaml('test/golden/problems/scenario/scenarios/shape.yaml'))).toBe(false)
  })
})
