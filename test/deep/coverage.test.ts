import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('policy coverage', () => {
  it('counts the statements that applied and the conditions seen both ways, and says what no case reached', async () => {
    const file = join(folder, 'policies.info')
    const { stdout, stderr, code } = await runCli([
      'test',
      'scenarios/s3-input.yaml',
      '-t',
      'works as documented',
      '--coverage=95',
      '-r',
      `lcov=${file}`,
    ])
    expect(stdout).toMatch(/policies\/s3-input\/bucket-policy\.json:4:5 +Deny DenyInsecureTransport never applied/)
    expect(stdout).toMatch(/policies\/s3-input\/trust\.json:\d+:\d+ +StringEquals sts:ExternalId never failed|ways of conditions seen/)
    expect(stderr).toMatch(/policy coverage is \d\d %, below the 95 % that are asked for/)
    expect(code).toBe(1)
    const records = readFileSync(file, 'utf8').split('end_of_record\n')
    const record = records.find((each) => each.includes('SF:policies/s3-input/bucket-policy.json'))
    expect(record).toMatch(/\nBRDA:11,0,0,0\nBRDA:11,0,1,[1-9]\d*\nBRF:2\nBRH:1\nDA:4,0\n/)
    expect(records.find((each) => each.includes('SF:policies/s3-input/read.json'))).toMatch(/\nDA:4,[1-9]/)
  })

  it('of a fault covers the statement that it leaves as it is', async () => {
    const { stdout, code } = await runCli([
      'test',
      'scenarios/s3-input.yaml',
      '--faults',
      'deny-insecure-transport',
      '--json',
      '--coverage',
    ])
    const { coverage } = JSON.parse(stdout)
    const [deny] = coverage.files.find(({ file }: { file: string }) => file.endsWith('/bucket-policy.json')).statements
    expect({ applied: deny.applied > 0, held: deny.conditions[0].held > 0, code }).toEqual({ applied: true, held: true, code: 0 })
    expect(coverage.principals).toEqual({ covered: 2, all: 2 })
  })
})
