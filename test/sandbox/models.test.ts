import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadService, serviceNames, targets, versions } from '../../src/sandbox/services.ts'
import { compilePattern } from '../../src/sandbox/wire/shape.ts'

const root = join(import.meta.dirname, '../..')

it('the models are what the generator makes of the installed SDK', async () => {
  const { generateModels }: { generateModels: () => Promise<[string, string][]> } = await import(join(root, 'scripts/generate-models.js'))
  for (const [file, text] of await generateModels()) {
    expect(readFileSync(join(root, 'src/sandbox/models', file), 'utf8'), file).toBe(text)
  }
})

const services = await Promise.all(serviceNames.map(loadService))

it.each(services)('every shape and pattern of $name can be read', ({ model }) => {
  for (const name of Object.keys(model.data.operations)) expect(model.operation(name)?.name).toBe(name)
  for (const { pattern } of Object.values(model.data.constraints)) {
    if (pattern !== undefined) expect(() => compilePattern(pattern)).not.toThrow()
  }
})

it.each(services)('$name speaks the protocol of its model', ({ model, dialect, name }) => {
  expect(model.data).toMatchObject({ protocol: name === 'lakeformation' ? 'rest-json' : dialect, service: name })
  if (model.data.protocol === 'rest-json') return
  const said = dialect === 'json' ? targets.get(model.data.target ?? '') : dialect === 'rest-xml' ? name : versions.get(model.data.version)
  expect(said).toBe(name)
})
