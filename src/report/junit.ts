import type { CaseResult } from '../scenario/run.ts'
import { expectedText, gotText, renderFailure } from './render-failure.ts'
import { judgementOf, type Report } from './report.ts'
import type { Reporter } from './reporter.ts'
import { plainStyle } from './style.ts'

/**
 * The XML that CI servers read, a suite for each scenario file, within the schema of Jenkins.
 *
 * @see https://plugins.jenkins.io/junit/
 */
export const junit: Reporter = { about: 'the XML that CI servers read', end: render }

function render({ results, durationMs }: Report): string {
  const files = [...new Set(results.map(({ planned }) => planned.scenario.at.file))]
  const suites = files.map((file) =>
    renderSuite(
      file,
      results.filter(({ planned }) => planned.scenario.at.file === file),
    ),
  )
  const { skipped: _, ...counts } = countsOf(results)
  const head = tag('testsuites', { name: 'sallyport', ...counts, time: seconds(durationMs) })
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join('')}</testsuites>\n`
}

function renderSuite(name: string, results: readonly CaseResult[]): string {
  const time = seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0))
  return `  ${tag('testsuite', { name, ...countsOf(results), time })}\n${results.map(renderCase).join('')}  </testsuite>\n`
}

function renderCase(result: CaseResult): string {
  const { planned, durationMs } = result
  const head = tag('testcase', { classname: classOf(planned.scenario.at.file), name: planned.title, time: seconds(durationMs) })
  return `    ${head}${outcome(result)}</testcase>\n`
}

/** Servers take what stands before the last dot for a package: two files of one name are told apart by their folders. */
const classOf = (file: string): string =>
  file
    .replace(/\.[^./]+$/, '')
    .replace(/^(?:\.\.?\/)+|^\//, '')
    .replaceAll('/', '.')

/** A failure that is borne counts as skipped, with the reason. */
function outcome(result: CaseResult): string {
  const judgement = judgementOf(result)
  if (judgement === 'passed') return ''
  if (result.verdict === 'failed' && result.suppressed !== undefined) {
    const { reason, owner, expires } = result.suppressed
    return `<skipped>${escapeXml(`${reason} (${owner}, until ${expires})`)}</skipped>`
  }
  const element = judgement === 'error' ? 'error' : 'failure'
  const message = `expected ${expectedText(result.planned.expected)}, got ${gotText(result)}`
  return `${tag(element, { message, type: element })}${escapeXml(renderFailure(result, plainStyle))}</${element}>`
}

function countsOf(results: readonly CaseResult[]) {
  const count = (judgement: ReturnType<typeof judgementOf>): number => results.filter((each) => judgementOf(each) === judgement).length
  return { tests: results.length, failures: count('failed'), errors: count('error'), skipped: count('suppressed') }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

const tag = (name: string, attributes: Readonly<Record<string, string | number>>): string =>
  `<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value)).replace(/[\t\n]/g, (each) => `&#${each.charCodeAt(0)};`)}"`)
    .join('')}>`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Characters that XML cannot hold, not even escaped, are replaced. @see https://www.w3.org/TR/xml/#charsets */
const escapeXml = (text: string): string =>
  text.replace(/(?![\t\n])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd').replace(/[&<>"']/g, (each) => entities[each] ?? each)
