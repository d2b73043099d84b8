import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { judgementOf, type Report } from '../../report/report.ts'
import { caseKey } from '../../scenario/case-key.ts'

const folder = '.sallyport'
const file = `${folder}/last-run.json`

/** The keys of the cases that failed when they last ran in this folder; undefined where none has run yet. */
export function readLastFailed(): ReadonlySet<string> | undefined {
  try {
    const { failed }: { failed?: unknown } = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(failed) ? new Set(failed.filter((key) => typeof key === 'string')) : undefined
  } catch {
    return undefined
  }
}

/** Keeps what failed for `--last-failed`: a case that did not run this time stays as it was. A folder that takes no files remembers nothing. */
export function rememberRun({ results }: Report): void {
  const failed = new Set(readLastFailed())
  for (const result of results) {
    const key = caseKey(result.planned)
    if (['passed', 'suppressed'].includes(judgementOf(result))) failed.delete(key)
    else failed.add(key)
  }
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/.gitignore`, '*\n')
    writeFileSync(file, `${JSON.stringify({ version: 1, failed: [...failed].sort() }, null, 2)}\n`)
  } catch {
    // It is a convenience: the run itself needs no writable folder.
  }
}
