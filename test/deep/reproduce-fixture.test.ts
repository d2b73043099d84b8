import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-reproduce-'))
  cpSync('policies/s3-input', join(folder, 's3-input'), { recursive: true })
  const read = join(folder, 's3-input/read.json')
  writeFileSync(read, readFileSync(read, 'utf8').replaceAll('acme-exports/daily/*', 'acme-exports'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('sallyport reproduce', { timeout: 120_000 }, () => {
  it.each(['s3-input', 's3-data-lake-glue', 's3-input-access-point'])(
    'takes the scenario %s with its fixture, and finds nothing wrong',
    async (name) => {
      const { code, stdout } = await runCli(['reproduce', `scenarios/${name}.yaml`])
      expect([code, stdout.split('\n')[0]]).toEqual([
        0,
        'healthy: nothing is wrong with what the ticket has, and it has no error (replayed)',
      ])
    },
  )

  it('takes a fixture as what the ticket has, and mends its file', async () => {
    const { code, stdout } = await runCli(['reproduce', 's3-input', '--external-id', 'dep-42'], { cwd: folder })
    expect(code).toBe(0)
    expect(stdout).toContain('fault     object-arn-missing-wildcard')
    expect(stdout).toContain('+++ b/s3-input/read.json')
    expect(stdout).toContain('verified  applied in a fresh sandbox')
  })

  it('tells what is wrong with a fixture that cannot be read', async () => {
    writeFileSync(join(folder, 'fixture.yaml'), 'description: d\naccounts: { a: 5 }\n')
    const { code, stderr } = await runCli(['reproduce', 'fixture.yaml'], { cwd: folder })
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'fixture.yaml:2:16: `5` is a number, a text is needed [fixture/needs-quotes]'])
  })

  it('tells the mistakes of the documents of a fixture that is no YAML, and of every fixture', async () => {
    cpSync('policies/s3-input', join(folder, 'broken'), { recursive: true })
    const [file, trust] = [join(folder, 'broken/fixture.yaml'), join(folder, 'broken/trust.json')]
    writeFileSync(file, readFileSync(file, 'utf8').replace('read: ./read.json } }', 'read: ./read.json }'))
    writeFileSync(trust, readFileSync(trust, 'utf8').replace('"Allow"', '"Allowed"'))
    const { code, stderr } = await runCli(['reproduce', 'broken', 'fixture.yaml'], { cwd: folder })
    expect(code).toBe(2)
    expect(stderr).toContain('broken/fixture.yaml:')
    expect(stderr).toMatch(/broken\/trust\.json:\d+:\d+: `Allowed` is neither `Allow` nor `Deny`/)
    expect(stderr).toContain('fixture.yaml:2:16: `5` is a number')
  })
})
