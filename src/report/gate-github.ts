import type { Span } from '../base/span.ts'
import { broadeningsOf, type GateReport, openingsOf } from './gate-report.ts'
import { brokenText, findingText, ingressText, refusedText, undecidedText, unknownText, witnessText } from './gate-words.ts'
import { annotation, shownAnnotations } from './github-annotation.ts'

/** Annotations on the lines that newly allow something; `folder` leads there from the root of the checkout. */
export function gateGithub({ changes, ingress, unknown, rules }: GateReport, folder = ''): string {
  const annotate = (at: Span, title: string, text: string): string => annotation(at, `Sallyport gate: ${title}`, text, folder)
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
  return shownAnnotations(all, 'Sallyport gate', (count) => `and ${count} more: see the report of this step`)
}
