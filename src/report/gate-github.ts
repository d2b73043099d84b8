import type { Span } from '../base/span.ts'
import { broadeningsOf, type GateReport, openingsOf } from './gate-report.ts'
import { brokenText, findingText, ingressText, refusedText, undecidedText, unknownText, witnessText } from './gate-words.ts'

/** GitHub shows so many of one step. @see https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations */
const mostAnnotations = 10

/** Annotations on the lines that newly allow something. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message */
export function gateGithub({ changes, ingress, unknown, rules }: GateReport): string {
  const broken = (rules?.broken ?? []).map((rule) => annotate(rule.at, 'a rule does not hold', brokenText(rule)))
  const ofChanges = changes.flatMap((change) => [
    ...broadeningsOf(change).map((finding) =>
      annotate(
        finding.because.allowedBy[0]?.at ?? change.at,
        'newly allowed',
        `${findingText(finding)}\nexample: ${witnessText(finding)}\nbefore: ${refusedText(finding)}`,
      ),
    ),
    ...change.newlyAllowed.undecided.map((undecided) =>
      annotate(undecided.statement?.at ?? change.at, 'not decided', undecidedText(undecided)),
    ),
  ])
  const openings = ingress.flatMap((change) => openingsOf(change).map((each) => annotate(each.at, 'newly reached', ingressText(each))))
  const open = unknown.map((problem) => annotate(problem.at, 'not known', unknownText(problem)))
  const all = [...broken, ...openings, ...open, ...ofChanges]
  if (all.length <= mostAnnotations) return all.join('')
  const shown = all.slice(0, mostAnnotations - 1)
  return `${shown.join('')}::error title=Sallyport gate::and ${all.length - shown.length} more: see the report of this step\n`
}

function annotate({ file, start, end }: Span, title: string, text: string): string {
  const place = `file=${property(file)},line=${start.line},col=${start.column},endLine=${end.line}`
  return `::error ${place},title=${property(`Sallyport gate: ${title}`)}::${data(text)}\n`
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
