import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseJson } from '../../src/base/parse-json.ts'
import { parseYaml } from '../../src/base/parse-yaml.ts'
import { CommandFailure } from '../../src/cli/failure.ts'
import { readNamedFile } from '../../src/cli/read-named-file.ts'
import { openReports } from '../../src/cli/test/report-outputs.ts'
import { narrowScenarios, readPaths } from '../../src/cli/test/select-cases.ts'
import { everyFault } from '../../src/faults/every-fault.ts'
import { loadFixture } from '../../src/fixture/load.ts'
import { loadScenarios } from '../../src/scenario/load.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-hurried-'))
  writeFileSync(join(folder, 'policy.json'), '{ "Version": "2012-10-17", "Statement": [] }')
  mkdirSync(join(folder, 'folder.json'))
})

afterAll(() => rmSync(folder, { recursive: true }))

function failureOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return [error.message, error.help]
      .filter((part) => part !== undefined)
      .join('; ')
      .replaceAll(folder, '.')
  }
}

describe('a user in a hurry is told what is wrong', () => {
  it.each([
    ['polcy.json', 'there is no file `./polcy.json`; did you mean `./policy.json`?'],
    ['nights.ndjson', 'there is no file `./nights.ndjson`; a sweep writes it'],
    ['policy.json/x', 'there is no file `./policy.json/x`; a sweep writes it'],
    ['folder.json', '`./folder.json` is a folder, and a file is needed'],
  ])('of the file %s', (name, said) => {
    expect(failureOf(() => readNamedFile(join(folder, name), 'a sweep writes it'))).toBe(said)
  })

  it('of a policy where a fixture is needed', async () => {
    expect(await loadFixture(join(folder, 'policy.json'))).toMatchObject({ error: [{ code: 'fixture/is-policy' }] })
  })

  it.each(['\ufffd\ufffd{\0"\0', '{\0\n\0', '\ufffd'])('of a file in another encoding', (text) => {
    const said = { error: [{ message: 'the file is no text in UTF-8' }] }
    expect(parseJson(text, 'x.json')).toMatchObject(said)
    expect(parseYaml(text, 'x.yaml')).toMatchObject(said)
  })

  it('of two reports in one file', () => {
    expect(failureOf(() => openReports(['junit=a.xml', 'sarif=./a.xml']))).toBe(
      '`junit` and `sarif` would both be written to `./a.xml`; give each a file of its own',
    )
  })

  it('of a line behind the last case', async () => {
    const scenarios = await loadScenarios(
      ['scenarios/sftp.yaml'],
      everyFault.map(({ id }) => id),
    )
    const value = scenarios.ok ? scenarios.value : []
    const last = value[0]?.at.end.line ?? 0
    const choose = (line: number): string =>
      failureOf(() => narrowScenarios(value, { tags: [], lines: readPaths([`scenarios/sftp.yaml:${line}`]).lines }))
    expect([choose(last), choose(last + 1)]).toEqual([
      'none',
      `no case stands at \`scenarios/sftp.yaml:${last + 1}\`; the last one ends at line ${last}`,
    ])
  })
})
