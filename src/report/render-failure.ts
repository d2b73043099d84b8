import { unreachable } from '../base/result.ts'
import { formatPlace } from '../base/span.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import type { CaseResult } from '../scenario/run.ts'
import type { ExpectedFault } from '../scenario/scenario.ts'
import type { Style } from './style.ts'

/**
 * A case that is not as expected, for all formats: verdict, place, expected and got, what the diagnosis says of it with its line and its fix,
 * AWS's own words, and the command to repeat it.
 */
export function renderFailure(result: CaseResult, style: Style): string {
  const { planned } = result
  const head = [style.bad(style.bold(`FAIL  ${planned.title}`)), `      ${formatPlace(planned.case.at)}`, '']
  const body =
    result.verdict === 'error'
      ? [`  expected  ${expectedText(planned.expected)}`, `  got       no verdict: ${result.reason}`]
      : [
          `  expected  ${expectedText(planned.expected)}`,
          `  got       ${result.diagnosis.problems.length === 0 ? 'healthy' : result.diagnosis.problems.map(nameOf).join(', ')}`,
          ...misplaced(result),
          ...result.diagnosis.problems.flatMap((problem) => ['', ...renderProblem(problem, style)]),
          ...silentSteps(result),
        ]
  return [...head, ...body, '', `  repeat    ${repeatCommand(result)}`, ''].join('\n')
}

const expectedText = (expected: readonly ExpectedFault[]): string =>
  expected.length === 0
    ? 'healthy'
    : expected.map(({ fault, place }) => `${fault}${place === undefined ? '' : ` at ${place.file}#${place.pointer}`}`).join(', ')

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

/** One problem of a diagnosis: the sentence, where, what to change as a patch, and AWS's answer. */
export function renderProblem(problem: DiagnosedProblem, style: Style): readonly string[] {
  return [
    `  ${style.bold(problem.says)}`,
    ...details(problem, style),
    ...problem.answers
      .slice(0, 1)
      .map(({ code, message }) => `  ${style.dim(`AWS says  ${[code, message].filter((part) => part !== undefined).join(': ')}`)}`),
  ]
}

function details(problem: DiagnosedProblem, style: Style): readonly string[] {
  switch (problem.kind) {
    case 'fault':
      return [
        ...(problem.at === undefined ? [] : [`  at        ${formatPlace(problem.at)}`]),
        `  where     ${problem.where}`,
        `  fix       ${problem.advice}`,
        ...problem.fix.patches.flatMap(({ diff }) => renderDiff(diff, style)),
      ]
    case 'lookAlikes':
      return [...problem.candidates.map(({ fault, summary }) => `  may be    ${fault}: ${summary}`), `  next      ${problem.next}`]
    case 'unexplainedDenial':
      return problem.at === undefined ? [] : [`  nearest   ${formatPlace(problem.at)}`]
    case 'disagreement':
      return problem.unknown.map((what) => `  unknown   ${what}`)
    case 'input':
    case 'unknownFailure':
      return []
    default:
      return unreachable(problem)
  }
}

export const renderDiff = (diff: string, style: Style): readonly string[] =>
  diff
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line.startsWith('+') ? style.good(line) : line.startsWith('-') ? style.bad(line) : line}`)

/** With no problem to speak of, what the probe saw is all there is. */
function silentSteps(result: CaseResult): readonly string[] {
  if (result.verdict === 'error' || result.diagnosis.problems.length > 0) return []
  return [
    '',
    ...result.observations.map(({ step, outcome, status, code }) =>
      `  ${outcome.padEnd(7)}  ${step} ${[status, code].filter((part) => part !== undefined).join(' ')}`.trimEnd(),
    ),
  ]
}

/** Selects just this case. */
export const repeatCommand = ({ planned }: CaseResult): string => `sallyport test ${planned.scenario.at.file} -t ${quote(planned.title)}`

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
