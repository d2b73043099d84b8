import { formatPlace } from '../base/span.ts'
import { visible } from '../base/visible.ts'
import { type Coverage, countCoverage } from '../scenario/coverage.ts'
import type { CaseResult } from '../scenario/run.ts'
import { failurePlace } from './failure-place.ts'
import { renderCounts } from './pretty.ts'
import { gapsOf } from './render-coverage.ts'
import { expectedText, gotText, renderFailure } from './render-failure.ts'
import { countResults, failuresOf, judgementOf, type Report } from './report.ts'
import type { Reporter } from './reporter.ts'
import { plainStyle } from './style.ts'

/** For a pull request, a chat, or the summary of a step on GitHub, which takes one mebibyte. */
export const markdown: Reporter = { about: 'for a pull request', end: (report) => renderMarkdown(report) }

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
const summaryLimit = 1024 * 1024

/** The failures first, then a line for each scenario. What would not fit into `limit` bytes is counted. */
export function renderMarkdown(report: Report, limit = summaryLimit): string {
  const head = `## ${headline(report)}\n\n${renderCounts(report, plainStyle)}\n\n`
  const table = renderTable(report)
  const suppressed = `${renderSuppressed(report)}${report.coverage === undefined ? '' : renderGaps(report.coverage)}`
  const failures = failuresOf(report).map(renderOne)
  const room = limit - bytes(head) - bytes(table) - bytes(suppressed) - 100
  const shown = asManyAs(failures, room)
  const rest = failures.length - shown.length
  return `${head}${shown.join('')}${rest === 0 ? '' : `And ${rest} more that do not fit here.\n\n`}${suppressed}${table}`
}

function headline(report: Report): string {
  const { failed, error, passed } = countResults(report)
  if (failed + error === 0) return `Sallyport: ${passed} ${passed === 1 ? 'case is' : 'cases are'} as expected`
  return `Sallyport: ${failed + error} of ${report.results.length} cases ${failed + error === 1 ? 'is' : 'are'} not as expected`
}

function asManyAs(parts: readonly string[], room: number): readonly string[] {
  const fitting: string[] = []
  let left = room
  for (const part of parts) {
    left -= bytes(part)
    if (left < 0) break
    fitting.push(part)
  }
  return fitting
}

const bytes = (text: string): number => new TextEncoder().encode(text).length

function renderOne(result: CaseResult): string {
  const { planned } = result
  const says = result.verdict === 'error' ? [] : result.diagnosis.problems.map((problem) => `- ${escapeMarkdown(problem.says)}\n`)
  const summary = escapeMarkdown(`expected ${expectedText(planned.expected)}, got ${gotText(result)}`)
  return [
    `### ${escapeMarkdown(planned.title)}\n\n${code(formatPlace(failurePlace(result)))}\n\n`,
    ...says,
    `${says.length === 0 ? '' : '\n'}<details><summary>${summary}</summary>\n\n${fenced(renderFailure(result, plainStyle))}\n</details>\n\n`,
  ].join('')
}

function renderSuppressed({ results }: Report): string {
  const lines = results.flatMap((result) =>
    result.verdict === 'failed' && result.suppressed !== undefined
      ? [
          `- ${escapeMarkdown(result.planned.title)}: ${escapeMarkdown(result.suppressed.reason)} (${escapeMarkdown(result.suppressed.owner)}, until ${result.suppressed.expires})\n`,
        ]
      : [],
  )
  return lines.length === 0 ? '' : `### Suppressed\n\n${lines.join('')}\n`
}

const mostGaps = 50

function renderGaps(coverage: Coverage): string {
  const { percent } = countCoverage(coverage)
  const gaps = gapsOf(coverage)
  const lines = gaps.slice(0, mostGaps).map(({ place, what }) => `- ${code(place)} ${escapeMarkdown(what)}\n`)
  const rest = gaps.length - lines.length
  return `### Policy coverage ${percent} %\n\n${lines.join('')}${rest === 0 ? '' : `- and ${rest} more\n`}${gaps.length === 0 ? '' : '\n'}`
}

function renderTable({ results }: Report): string {
  const files = [...new Set(results.map(({ planned }) => planned.scenario.at.file))]
  const row = (file: string): string => {
    const judgements = results.filter(({ planned }) => planned.scenario.at.file === file).map(judgementOf)
    const count = (judgement: (typeof judgements)[number]): number => judgements.filter((each) => each === judgement).length
    const cells = [judgements.length, count('passed'), count('failed'), count('suppressed'), count('error')]
    return `| ${code(file)} | ${cells.join(' | ')} |\n`
  }
  return `| scenario | cases | as expected | not | suppressed | without a verdict |\n| --- | ---: | ---: | ---: | ---: | ---: |\n${files.map(row).join('')}`
}

/** Text that is only text: nothing in it is markup, and it stays on its line. */
const escapeMarkdown = (text: string): string =>
  visible(text.replace(/\s+/g, ' '))
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')

/** Backticks around it, more than it has. */
function code(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1)
  return `${ticks}${text.replaceAll('|', '\\|')}${ticks}`
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`
}

const longestRun = (text: string): number => Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
