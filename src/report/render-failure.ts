import { renderCodeFrame } from '../base/code-frame.ts'
import { unreachable } from '../base/result.ts'
import { formatPlace, type Span } from '../base/span.ts'
import { visible } from '../base/visible.ts'
import type { DiagnosedProblem, Patch } from '../diagnose/diagnosis.ts'
import { documentsOf } from '../faults/placed-document.ts'
import type { AnySetUp } from '../faults/server-set-up.ts'
import type { FixVerdict } from '../scenario/fix-verdict.ts'
import type { CaseResult } from '../scenario/run.ts'
import type { ExpectedFault } from '../scenario/scenario.ts'
import { renderVerdict } from './fix-verdict.ts'
import type { Style } from './style.ts'

/**
 * A case that is not as expected, for all formats: verdict, place, expected and got, what the diagnosis says of it with its line and its fix,
 * AWS's own words, and the commands to repeat it and to read on.
 */
export function renderFailure(result: CaseResult, style: Style): string {
  const { planned } = result
  const head = [style.bad(style.bold(`FAIL  ${visible(planned.title)}`)), `      ${formatPlace(planned.case.at)}`, '']
  const body =
    result.verdict === 'error'
      ? [
          `  expected  ${expectedText(planned.expected)}`,
          ...gotText(result)
            .split('\n')
            .map((line, index) => `${index === 0 ? '  got       ' : '            '}${visible(line)}`),
        ]
      : [
          `  expected  ${expectedText(planned.expected)}`,
          `  got       ${gotText(result)}`,
          ...misplaced(result),
          ...result.diagnosis.problems.flatMap((problem) => [
            '',
            ...renderProblem(problem, style, planned.setUp, verdictOf(problem, result)),
          ]),
          ...silentSteps(result),
        ]
  return [...head, ...body, '', `  repeat    ${visible(repeatCommand(result))}`, ...explainCommands(result), ''].join('\n')
}

export const expectedText = (expected: readonly ExpectedFault[]): string =>
  expected.length === 0
    ? 'healthy'
    : expected.map(({ fault, place }) => `${fault}${place === undefined ? '' : ` at ${place.file}#${place.pointer}`}`).join(', ')

/** What was found, in a few words. */
export function gotText(result: CaseResult): string {
  if (result.verdict === 'error') return `no verdict: ${result.reason}`
  return result.diagnosis.problems.length === 0 ? 'healthy' : result.diagnosis.problems.map(nameOf).join(', ')
}

/** What one problem is called in one word or two. */
export function nameOf(problem: DiagnosedProblem): string {
  switch (problem.kind) {
    case 'fault':
      return problem.fault
    case 'lookAlikes':
      return `one of the class ${problem.class}`
    case 'unexplainedDenial':
      return `an unexplained denial of ${problem.action}`
    case 'disagreement':
      return `a disagreement: the policies say ${problem.decided}`
    case 'input':
      return `a wrong setting ${problem.field}`
    case 'unknownFailure':
      return 'an unknown failure'
    default:
      return unreachable(problem)
  }
}

const misplaced = (result: CaseResult): readonly string[] =>
  result.verdict === 'error'
    ? []
    : result.mismatches.flatMap((each) =>
        each.mismatch === 'elsewhere'
          ? [`            ${each.fault} at ${each.got.map((at) => `${at.file}#${at.pointer ?? ''}`).join(', ') || 'no place'}`]
          : [],
      )

/** What came of the fix, where it was tried out. */
const verdictOf = (problem: DiagnosedProblem, result: CaseResult): FixVerdict | undefined =>
  result.verdict === 'error' ? undefined : result.fixes?.find((fix) => fix.problem === problem)?.verdict

/** One problem of a diagnosis: the sentence, where, what to change as a patch, and AWS's answer. */
export function renderProblem(problem: DiagnosedProblem, style: Style, setUp?: AnySetUp, fix?: FixVerdict): readonly string[] {
  return [
    `  ${style.bold(visible(problem.says))}`,
    ...details(problem, style, setUp),
    ...(fix === undefined ? [] : renderVerdict(fix, style)),
    ...problem.answers
      .slice(0, 1)
      .map(
        ({ step, code, message }) =>
          `  ${style.dim(visible(`${whoSays(step)}  ${[code, message].filter((part) => part !== undefined).join(': ')}`))}`,
      ),
  ]
}

/** Steps before a server, and at it, are none of AWS's. */
const whoSays = (step: string): string => (/^(tunnel|net|db|sftp|zk)\./.test(step) ? 'answer  ' : 'AWS says')

function details(problem: DiagnosedProblem, style: Style, setUp: AnySetUp | undefined): readonly string[] {
  switch (problem.kind) {
    case 'fault':
      return [
        ...place('at', problem.at, setUp),
        visible(`  where     ${problem.where}`),
        visible(`  fix       ${problem.advice}`),
        ...problem.fix.patches.flatMap((patch) => renderPatch(patch, style, setUp)),
      ]
    case 'lookAlikes':
      return [...problem.candidates.map(({ fault, summary }) => `  may be    ${fault}: ${summary}`), `  next      ${problem.next}`]
    case 'unexplainedDenial':
      return place('nearest', problem.at, setUp)
    case 'disagreement':
      return problem.unknown.map((what) => `  unknown   ${what}`)
    case 'input':
    case 'unknownFailure':
      return []
    default:
      return unreachable(problem)
  }
}

/** The place, and the line that stands there where it is in a policy of the set-up: as it was probed, with what was injected. */
function place(name: string, at: Span | undefined, setUp: AnySetUp | undefined): readonly string[] {
  if (at === undefined) return []
  const text = setUp && textOf(at.file, setUp)
  const frame = text === undefined ? [] : renderCodeFrame(at, text)
  return [`  ${name.padEnd(8)}  ${formatPlace(at)}`, ...frame.map((line) => `          ${line}`)]
}

/** A document that another tool's file makes cannot always be changed there by a patch: then it is said where, and what shall come of it. */
function renderPatch(patch: Patch, style: Style, setUp: AnySetUp | undefined): readonly string[] {
  const where = setUp && madeAt(patch, setUp)
  return [...(where === undefined ? [] : [visible(`  by hand   ${where}`)]), ...renderDiff(patch.diff, style)]
}

/** Of a patch that fits no file of the disk. */
export function madeAt({ file }: Patch, { fixture }: AnySetUp): string | undefined {
  const made = documentsOf(fixture).find((each) => each.file.file === file)?.file.origin
  return made === undefined ? undefined : `change what makes the document, at ${formatPlace(made.at)}; it is to come out so:`
}

/** A file of the set-up: a document of it, or what another tool's file says. */
export const textOf = (file: string, { fixture }: AnySetUp): string | undefined =>
  documentsOf(fixture).find((each) => each.file.file === file)?.file.text ?? fixture.sources?.get(file)

export const renderDiff = (diff: string, style: Style): readonly string[] =>
  diff
    .trimEnd()
    .split('\n')
    .map(visible)
    .map((line) => `    ${line.startsWith('+') ? style.good(line) : line.startsWith('-') ? style.bad(line) : line}`)

/** With no problem to speak of, what the probe saw is all there is. */
function silentSteps(result: CaseResult): readonly string[] {
  if (result.verdict === 'error' || result.diagnosis.problems.length > 0 || result.observations.length === 0) return []
  return ['', ...renderSteps(result).map((line) => `  ${line}`)]
}

/** The steps of the probe, a line each. */
export const renderSteps = (result: CaseResult): readonly string[] =>
  result.verdict === 'error'
    ? []
    : result.observations.map(({ step, outcome, status, code }) =>
        `${outcome.padEnd(7)}  ${step} ${[status, code].filter((part) => part !== undefined).join(' ')}`.trimEnd(),
      )

/** Where to read on about what was found. */
const explainCommands = (result: CaseResult): readonly string[] =>
  result.verdict === 'error'
    ? []
    : [...new Set(result.diagnosis.problems.flatMap((problem) => (problem.kind === 'fault' ? [problem.fault] : [])))].map(
        (fault) => `  explain   sallyport faults ${fault}`,
      )

/** Selects just this case. */
export const repeatCommand = ({ planned: { scenario, case: of, injected } }: CaseResult): string =>
  // A case of `--faults` stands in no line of its own.
  of.at === scenario.at
    ? `sallyport test ${quote(scenario.at.file)} --faults ${injected.join(',')}`
    : `sallyport test ${quote(`${scenario.at.file}:${of.at.start.line}`)}${of.inject.kind === 'all' ? ` -t ${injected.join(',')}` : ''}`

/** As a shell takes it. */
const quote = (text: string): string => (/^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
