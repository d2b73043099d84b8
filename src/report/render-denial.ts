import { formatPlace } from '../base/span.ts'
import { visible } from '../base/visible.ts'
import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import type { Denial, DenialLayer, DenialStatement } from '../scenario/denial.ts'

/** What was asked and refused, in one line. */
export const denialHead = ({ action, resource, principal, outcome }: Denial): string =>
  `${outcome}: ${principal} asked for ${action} on ${resource}`

/** `identity-based policies: implicitDeny` */
export const layerHead = ({ title, outcome, statements }: DenialLayer): string =>
  `${title}: ${outcome}${statements.length === 0 ? ', no statement' : ''}`

/** Whether one element alone keeps an Allow from applying. */
export const isNear = ({ effect, applies, elements }: DenialStatement): boolean =>
  effect === 'Allow' && !applies && elements.filter(({ matches }) => !matches).length === 1

/** `Allow ReadFiles nearly applies, policies/s3-input/read.json:4:5` */
export function statementHead(statement: DenialStatement): string {
  const { effect, sid, policy, at, applies } = statement
  const verdict = applies ? 'applies' : isNear(statement) ? 'nearly applies' : 'does not apply'
  return `${effect}${sid === undefined ? '' : ` ${sid}`} ${verdict}, ${at === undefined ? policy : formatPlace(at)}`
}

/** The decision tree of a refusal as indented text: which layer, which statement, and each of its elements. */
export const renderDenial = (denial: Denial): readonly string[] =>
  [
    denialHead(denial),
    ...denial.layers.flatMap((layer) => [
      `  ${layerHead(layer)}`,
      ...layer.statements.flatMap((statement) => [
        `    ${statementHead(statement)}`,
        ...statement.elements.map(({ matches, text }) => `      ${matches ? '+' : '-'} ${text}`),
      ]),
    ]),
  ].map(visible)

/** What a problem is about comes first: some steps of a probe are there to be refused. */
export function inOrderOfInterest(denials: readonly Denial[], problems: readonly DiagnosedProblem[]): readonly Denial[] {
  const files = new Set(problems.flatMap((problem) => ('at' in problem && problem.at !== undefined ? [problem.at.file] : [])))
  const messages = problems.flatMap(({ answers }) => answers.map(({ message = '' }) => message))
  const speaksOf = ({ layers }: Denial): boolean =>
    layers.some(({ outcome, statements }) => outcome !== 'allowed' && statements.some(({ at }) => at !== undefined && files.has(at.file)))
  const isAnswered = ({ action, resource }: Denial): boolean =>
    messages.some((message) => message.includes(action) && message.includes(resource))
  const rank = (denial: Denial): number => (isAnswered(denial) ? 0 : speaksOf(denial) ? 1 : 2)
  return denials.toSorted((one, other) => rank(one) - rank(other))
}
