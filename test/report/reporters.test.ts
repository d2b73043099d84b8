import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import Ajv from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Blob, mergeBlobs, missingShards, parseBlob, refuseBlobs } from '../../src/report/blob.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderReport } from '../../src/report/render-report.ts'
import { countResults, type Report } from '../../src/report/report.ts'
import { type ReporterName, reporters } from '../../src/report/reporters.ts'
import { mixedReport, reportOf } from '../support/report.ts'

// Golden files: update with npx vitest run test/report -u, and review them like code.
const schemas = resolve(import.meta.dirname, 'schemas')
const extensions: Readonly<Partial<Record<ReporterName, string>>> = {
  junit: 'xml',
  sarif: 'sarif',
  markdown: 'md',
  json: 'json',
  ndjson: 'ndjson',
}
/** Coverage tells nothing of cases; the page for a browser is looked at in one; a blob is read by us alone. */
const names = (Object.keys(reporters) as readonly ReporterName[]).filter((name) => !['lcov', 'html', 'blob'].includes(name))

let report: Report
let again: Report
let quiet: Report
beforeAll(async () => {
  report = await mixedReport()
  again = await mixedReport()
  quiet = await reportOf({ title: 'works', inject: { kind: 'nothing' }, expect: { kind: 'healthy' } })
})

describe('every format', () => {
  it.each(names.filter((name) => name !== 'json' && name !== 'ndjson'))('%s is as it was reviewed', async (name) => {
    const golden = `../golden/report/report-${name}.${extensions[name] ?? 'txt'}`
    await expect(renderReport(reporters[name], report)).toMatchFileSnapshot(golden)
  })

  it.each(names)('%s is a function of the report alone', (name) => {
    expect(renderReport(reporters[name], again)).toBe(renderReport(reporters[name], report))
  })

  it.each(names)('%s shows each case that is not as expected, and no control character', (name) => {
    const text = renderReport(reporters[name], report)
    expect(text).toContain('the files are not covered')
    expect(text).not.toMatch(/(?![\n])\p{Cc}/u)
  })

  it.each(names)('%s takes a run in which nothing went wrong', (name) => {
    expect(renderReport(reporters[name], quiet)).not.toMatch(/FAIL|undefined/)
  })
})

describe('the blobs of shards', () => {
  const shardOf = (index: number): Blob => {
    const results = report.results.filter((_, position) => position % 2 === index - 1)
    const shard = { ...report, results, planned: results.length, asked: { shard: { index, count: 2 } } }
    const read = parseBlob(renderReport(reporters.blob, shard))
    if (read === undefined) throw new Error('no blob')
    return read
  }

  it.each([...names, 'html', 'lcov'] as const)('give the %s of the whole run', (name) => {
    const { report: merged, unknown } = mergeBlobs(
      [shardOf(2), shardOf(1)],
      report.results.map(({ planned }) => planned),
    )
    const whole = { ...report, durationMs: merged.durationMs }
    expect([unknown, renderReport(reporters[name], merged)]).toEqual([[], renderReport(reporters[name], whole)])
  })

  it('of another run, twice or not there are told', () => {
    expect(refuseBlobs([shardOf(1), shardOf(1)])).toBe('shard 1 is here twice')
    expect(refuseBlobs([shardOf(1), { ...shardOf(2), target: 'staging' }])).toBe('the shards are not of one run')
    expect(missingShards([shardOf(2)])).toEqual([1])
    expect(mergeBlobs([shardOf(1)], []).unknown).toHaveLength(shardOf(1).cases.length)
    expect(parseBlob('{}')).toBeUndefined()
  })
})

describe('counts', () => {
  it('tell apart what failed and what is borne for now', () => {
    expect(countResults(report)).toEqual({ passed: 1, flaky: 0, failed: 2, suppressed: 1, error: 1, notRun: 0 })
  })
})

describe('JUnit', () => {
  const lint = (xml: string) =>
    spawnSync('xmllint', ['--noout', '--schema', resolve(schemas, 'junit.xsd'), '-'], { input: xml, encoding: 'utf8' })
  const here = lint('<testsuites/>').error === undefined
  if (!here) process.stderr.write('skipped: JUnit against its schema, xmllint is not installed (apt-get install libxml2-utils)\n')

  it.skipIf(!here)('is valid by the schema of Jenkins', () => {
    const { status, stderr } = lint(renderReport(reporters.junit, report))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '- validates\n' })
    expect(lint('<testsuites><testsuite/></testsuites>').status).not.toBe(0)
  })
})

describe('SARIF', () => {
  const schema = JSON.parse(readFileSync(resolve(schemas, 'sarif-2.1.0.json'), 'utf8'))
  // The schema is written in draft 4, whose `id`, formats and loose patterns Ajv does not take as they are; it uses nothing else that draft 7 changed.
  const { id: _, $schema: __, ...body } = schema
  const validate = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(body)
  const parsed = () => JSON.parse(renderReport(reporters.sarif, report))

  it('is valid by the schema of OASIS', () => {
    expect(validate(parsed()), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ version: '2.1.0' })).toBe(false)
  })

  it('points at the case where the fault was injected, and at the policy where the files are wrong', () => {
    const [injected] = parsed().runs[0].results
    expect(injected.ruleId).toBe('object-arn-missing-wildcard')
    expect(injected.locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'scenarios/x.yaml' },
      region: { startLine: 4 },
    })
    expect(injected.relatedLocations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: 'policies/s3-input/read.json' },
      region: { startLine: 8 },
    })
    expect(injected.fixes).toBeUndefined()
  })

  it('says of a failure that is borne why', () => {
    const [justified] = parsed().runs[0].results.flatMap(({ suppressions }: { suppressions?: object[] }) => suppressions ?? [])
    expect(justified).toMatchObject({ justification: 'waits for TICKET-7 (ana, until 2027-01-31)' })
  })

  it('offers a fix that makes the file what the diagnosis proposes', async () => {
    const own = await reportOf({
      title: 'wrong on the disk',
      inject: { kind: 'faults', faults: ['object-arn-missing-wildcard'] },
      expect: { kind: 'healthy' },
    })
    const results = own.results.map((result) => ({ ...result, planned: { ...result.planned, injected: [] } }))
    const [found] = JSON.parse(renderReport(reporters.sarif, { ...own, results })).runs[0].results
    expect(found.locations[0].physicalLocation.artifactLocation.uri).toBe('policies/s3-input/read.json')
    expect(found.fixes[0].artifactChanges[0].replacements).toEqual([
      {
        deletedRegion: { startLine: 8, startColumn: 1, endLine: 9, endColumn: 1 },
        insertedContent: { text: '      "Resource": "arn:aws:s3:::acme-exports/daily/*"\n' },
      },
    ])
  })
})

describe('GitHub', () => {
  it('takes no more than ten annotations of a step, and the tenth counts the rest', () => {
    const [first] = report.results.filter(({ verdict }) => verdict === 'failed')
    if (first === undefined) throw new Error('the report has a failure')
    const lines = renderReport(reporters.github, { ...report, results: Array.from({ length: 25 }, () => first) })
      .trimEnd()
      .split('\n')
    expect(lines.length).toBe(10)
    expect(lines.every((line) => line.startsWith('::error '))).toBe(true)
    expect(lines.at(-1)).toContain('and 16 more')
  })

  it('takes a summary of a mebibyte, and what is left out is counted', () => {
    const [first] = report.results.filter(({ verdict }) => verdict === 'failed')
    if (first === undefined) throw new Error('the report has a failure')
    const many = { ...report, results: Array.from({ length: 100 }, () => first) }
    const text = renderMarkdown(many, 20_000)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000)
    const shown = text.match(/^### the files/gm)?.length ?? 0
    expect(text).toContain(`And ${100 - shown} more that do not fit here.`)
  })
})
