import { renderCodeFrame } from '../base/code-frame.ts'
import { formatPlace, type Span } from '../base/span.ts'
import { visible } from '../base/visible.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import { documentsOf } from '../faults/placed-document.ts'
import { caseKey } from '../scenario/case-key.ts'
import { type CoverageCounts, countCoverage } from '../scenario/coverage.ts'
import type { Denial } from '../scenario/denial.ts'
import type { CaseResult } from '../scenario/run.ts'
import { verdictRows } from './fix-verdict.ts'
import type { PageHop } from './network-hops.ts'
import { type PageMap, PageMaps } from './page-maps.ts'
import { denialHead, inOrderOfInterest, isNear, layerHead, statementHead } from './render-denial.ts'
import { expectedText, gotText, madeAt, nameOf, repeatCommand, textOf } from './render-failure.ts'
import { countResults, describeTarget, failuresOf, type Judgement, judgementOf, type Report } from './report.ts'
import { type PageStretch, stretchesOf, wayOf } from './way.ts'

/** Everything that the page shows, as plain data: what the browser does with it is `html-page.ts`. */
export interface PageData {
  readonly target: string
  readonly seed: number
  readonly durationMs: number
  readonly counts: ReturnType<typeof countResults>
  readonly cases: readonly PageCase[]
  /** Who may come to what, a map for each fixture that has somebody in it. */
  readonly maps: readonly PageMap[]
  readonly coverage?: CoverageCounts & { readonly files: readonly PageFile[] }
  readonly nights?: Report['nights']
}

export interface PageCase {
  readonly key: string
  readonly title: string
  readonly scenario: string
  readonly line: number
  readonly fixture: string
  readonly connector: string
  readonly injected: readonly string[]
  readonly judgement: Judgement
  readonly expected: string
  readonly got: string
  readonly ms: number
  readonly repeat: string
  readonly suppressed?: string
  readonly problems: readonly PageProblem[]
  readonly steps: readonly PageStep[]
  readonly way: readonly PageHop[]
  /** The map of its fixture, and the lines of it that the connection takes. */
  readonly map?: number
  readonly stretches: readonly PageStretch[]
  readonly denials: readonly PageDenial[]
}

export interface PageProblem {
  readonly name: string
  readonly says: string
  readonly where: string
  readonly place?: string
  readonly frame?: string
  readonly fix?: string
  /** What came of the fix when it was tried out, or where it is to be made by hand: rows of a name and a text. */
  readonly tried?: readonly (readonly [name: string, text: string])[]
  readonly diff?: string
  readonly answer?: string
}

export interface PageStep {
  readonly title: string
  readonly outcome: string
  readonly answer: string
}

export interface PageDenial {
  readonly head: string
  readonly layers: readonly { readonly head: string; readonly statements: readonly PageStatement[] }[]
}

export interface PageStatement {
  readonly head: string
  readonly near: boolean
  readonly frame: string
  readonly elements: Denial['layers'][number]['statements'][number]['elements']
}

/** A policy with how often each of its lines was decided by; null where there is no statement. */
export interface PageFile {
  readonly file: string
  readonly lines: readonly { readonly text: string; readonly hits: number | null }[]
}

/** Failures first, in the order of the run. */
export function toPageData(report: Report): PageData {
  const failures = new Set(failuresOf(report))
  const ordered = [...failures, ...report.results.filter((result) => !failures.has(result))]
  const { seed, durationMs } = report
  const coverage = coverageData(report)
  const maps = new PageMaps(report.results)
  return {
    target: describeTarget(report),
    seed,
    durationMs,
    counts: countResults(report),
    cases: ordered.map((result) => toPageCase(result, maps.indexOf(result))),
    maps: maps.all,
    ...(coverage === undefined ? {} : { coverage }),
    ...(report.nights === undefined ? {} : { nights: report.nights }),
  }
}

function toPageCase(result: CaseResult, map: number | undefined): PageCase {
  const { planned, durationMs } = result
  const judgement = judgementOf(result)
  const judged = result.verdict === 'error' ? undefined : result
  const suppressed = judged?.suppressed
  return {
    key: caseKey(planned),
    title: planned.title,
    scenario: planned.scenario.at.file,
    line: planned.case.at.start.line,
    fixture: planned.scenario.fixture.name,
    connector: planned.scenario.connection.connector,
    injected: planned.injected,
    judgement,
    expected: expectedText(planned.expected),
    got: gotText(result),
    ms: durationMs,
    repeat: repeatCommand(result),
    ...(suppressed === undefined ? {} : { suppressed: `until ${suppressed.expires} by ${suppressed.owner}: ${suppressed.reason}` }),
    problems: judged?.diagnosis.problems.map((problem) => toProblem(problem, result)) ?? [],
    steps:
      judged?.observations.map(({ title, outcome, status, code, message }) => ({
        title,
        outcome,
        answer: [status, code, message].filter((part) => part !== undefined).join(' '),
      })) ?? [],
    way: wayOf(result),
    ...(map === undefined ? {} : { map }),
    stretches: map === undefined ? [] : stretchesOf(result),
    denials: inOrderOfInterest(judged?.denials ?? [], judged?.diagnosis.problems ?? []).map((denial) => toDenial(denial, result)),
  }
}

/** The line that stands at a place of the probed set-up. */
function frameAt(at: Span | undefined, { planned }: CaseResult): string {
  const text = at && textOf(at.file, planned.setUp)
  return at === undefined || text === undefined ? '' : renderCodeFrame(at, text).join('\n')
}

/** All lines of a statement, numbered. */
function linesAt(at: Span | undefined, { planned }: CaseResult): string {
  const text = at && textOf(at.file, planned.setUp)
  if (at === undefined || text === undefined) return ''
  const lines = text.split('\n').slice(at.start.line - 1, at.end.line)
  return lines.map((line, index) => `${String(at.start.line + index).padStart(4)} | ${visible(line.trimEnd())}`).join('\n')
}

function toProblem(problem: DiagnosedProblem, result: CaseResult): PageProblem {
  const at = 'at' in problem ? problem.at : undefined
  const [answer] = problem.answers.map(({ code, message }) => [code, message].filter((part) => part !== undefined).join(': '))
  const frame = frameAt(at, result)
  const common = {
    name: nameOf(problem),
    says: problem.says,
    where: 'where' in problem ? problem.where : '',
    ...(at === undefined ? {} : { place: formatPlace(at) }),
    ...(frame === '' ? {} : { frame }),
    ...(answer === undefined ? {} : { answer }),
  }
  if (problem.kind !== 'fault') return common
  const diff = problem.fix.patches.map((patch) => patch.diff).join('')
  const fix = result.verdict === 'error' ? undefined : result.fixes?.find((one) => one.problem === problem)
  const byHand = problem.fix.patches.flatMap((patch) => madeAt(patch, result.planned.setUp) ?? [])
  const tried = [...(fix === undefined ? [] : verdictRows(fix.verdict)), ...byHand.map((text) => ['by hand', text] as const)]
  return { ...common, fix: problem.advice, ...(tried.length === 0 ? {} : { tried }), ...(diff === '' ? {} : { diff }) }
}

const toDenial = (denial: Denial, result: CaseResult): PageDenial => ({
  head: denialHead(denial),
  layers: denial.layers.map((layer) => ({
    head: layerHead(layer),
    statements: layer.statements.map((statement) => ({
      head: statementHead(statement),
      near: isNear(statement),
      frame: linesAt(statement.at, result),
      elements: statement.elements,
    })),
  })),
})

function coverageData({ coverage, results }: Report): PageData['coverage'] {
  if (coverage === undefined) return undefined
  const texts = new Map(
    results.flatMap(({ planned }) => documentsOf(planned.scenario.fixture).map(({ file }) => [file.file, file.text] as const)),
  )
  const files = coverage.files.map(({ file, statements }) => ({
    file,
    lines: (texts.get(file) ?? '')
      .trimEnd()
      .split('\n')
      .map((text, index) => {
        const hits = statements.filter(({ at }) => at.start.line <= index + 1 && index + 1 <= at.end.line).map(({ applied }) => applied)
        return { text, hits: hits.length === 0 ? null : Math.min(...hits) }
      }),
  }))
  return { ...countCoverage(coverage), files }
}
