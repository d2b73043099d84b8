import type { AccessFinding } from '../analysis/access-report.ts'
import type { Problem } from '../base/problem.ts'
import { formatPlace } from '../base/span.ts'
import { formatSources } from './format-sources.ts'
import type { IngressFinding, PolicyChange } from './gate-report.ts'
import { count, findingText, flowText, ingressText, placeText, refusedText, undecidedText, witnessText } from './gate-words.ts'
import type { Style } from './style.ts'

/** In what an account departs from a fixture. `newlyAllowed` of a change is what the account allows and the fixture does not. */
export interface DriftReport {
  readonly fixture: string
  readonly source: string
  readonly compared: number
  readonly changes: readonly PolicyChange[]
  readonly more: readonly IngressFinding[]
  readonly less: readonly IngressFinding[]
  readonly missing: readonly Problem[]
  /** What is attached in the organization and not in the fixture. */
  readonly beside: readonly Problem[]
  readonly notes: readonly string[]
}

export type DriftOutcome = 'same' | 'drift' | 'undecided'

export function driftOutcome({ changes, more, less, missing, beside }: DriftReport): DriftOutcome {
  const doubts = changes.some(({ newlyAllowed, noLongerAllowed }) => newlyAllowed.undecided.length + noLongerAllowed.undecided.length > 0)
  if (doubts || [...more, ...less].some(({ replayed }) => !replayed)) return 'undecided'
  return missing.length + beside.length + more.length + less.length > 0 || changes.some(differs) ? 'drift' : 'same'
}

const reachable = (findings: readonly AccessFinding[]): readonly AccessFinding[] => findings.filter((finding) => finding.reachable)

/** Texts that come to the same are no drift. */
const differs = ({ newlyAllowed, noLongerAllowed }: PolicyChange): boolean =>
  reachable(newlyAllowed.findings).length + reachable(noLongerAllowed.findings).length > 0

export function driftText(report: DriftReport, style: Style): string {
  const { fixture, source, compared, changes, more, less, missing, beside, notes } = report
  const lines = [
    style.bold(`${fixture} and ${source}: ${count(compared, 'part')} compared`),
    ...notes.map((note) => style.dim(`note: ${note}`)),
    ...missing.map(({ message, at }) => style.bad(`- ${message} (${formatPlace(at)})`)),
    ...beside.map(({ message, at }) => style.bad(`+ ${message} (${formatPlace(at)})`)),
    ...changes.flatMap((change) => changeLines(change, style)),
    ...more.flatMap((finding) => ingressLines('+ reached in the account alone', finding, style)),
    ...less.flatMap((finding) => ingressLines('- reached by the fixture alone', finding, style)),
  ]
  return `${[...lines, '', conclusion(report, style)].join('\n')}\n`
}

function changeLines(change: PolicyChange, style: Style): readonly string[] {
  const { name, at, newlyAllowed, noLongerAllowed } = change
  const doubts = [...newlyAllowed.undecided, ...noLongerAllowed.undecided]
  if (!differs(change) && doubts.length === 0) return []
  return [
    '',
    style.bold(`${name} (${formatPlace(at)})`),
    ...reachable(newlyAllowed.findings).flatMap((finding) => [
      style.bad(`+ allowed in the account alone: ${findingText(finding)}`),
      `    example   ${witnessText(finding)}`,
      ...finding.because.allowedBy.slice(0, 2).map((place) => `    account   allows it by ${placeText(place)}`),
      `    fixture   ${refusedText(finding)}`,
    ]),
    ...reachable(noLongerAllowed.findings).flatMap((finding) => [
      style.bad(`- allowed by the fixture alone: ${findingText(finding)}`),
      `    example   ${witnessText(finding)}`,
      ...finding.because.allowedBy.slice(0, 2).map((place) => `    fixture   allows it by ${placeText(place)}`),
      `    account   ${refusedText(finding)}`,
    ]),
    ...doubts.map((each) => style.warn(`? ${undecidedText(each)}`)),
  ]
}

const ingressLines = (head: string, finding: IngressFinding, style: Style): readonly string[] => [
  '',
  style.bad(`${head}: ${ingressText(finding)}`),
  `    example   ${flowText(finding)}`,
  `    fixture   ${formatPlace(finding.at)}`,
]

function conclusion(report: DriftReport, style: Style): string {
  switch (driftOutcome(report)) {
    case 'same':
      return style.good('no drift: the account comes to what the fixture says')
    case 'drift':
      return style.bad('drift: the account departs from the fixture')
    case 'undecided':
      return style.warn('not decided: something cannot be compared')
  }
}

/** Each difference in one line, for a night's results. */
export function driftFindings({ changes, more, less, missing, beside }: DriftReport): readonly string[] {
  const ingress = (sign: string) => (finding: IngressFinding) => `${sign} ${ingressText(finding)} (${formatPlace(finding.at)})`
  return [
    ...missing.map(({ message, at }) => `- ${message} (${formatPlace(at)})`),
    ...beside.map(({ message, at }) => `+ ${message} (${formatPlace(at)})`),
    ...changes.flatMap(({ name, at, newlyAllowed, noLongerAllowed }) => [
      ...reachable(newlyAllowed.findings).map((finding) => `+ ${name} (${formatPlace(at)}): ${findingText(finding)}`),
      ...reachable(noLongerAllowed.findings).map((finding) => `- ${name} (${formatPlace(at)}): ${findingText(finding)}`),
    ]),
    ...more.map(ingress('+')),
    ...less.map(ingress('-')),
  ]
}

/** The report for scripts. */
export function driftJson(report: DriftReport): string {
  const { changes, more, less, ...rest } = report
  const access = (findings: readonly AccessFinding[]): readonly object[] => findings.map(({ request: _request, ...shown }) => shown)
  const ingress = ({ sources, ...finding }: IngressFinding): object => ({ ...finding, sources: formatSources(sources, finding.family) })
  const shown = changes.map(({ name, at, newlyAllowed, noLongerAllowed }) => ({
    policy: name,
    at,
    inAccountAlone: access(newlyAllowed.findings),
    inFixtureAlone: access(noLongerAllowed.findings),
    undecided: [...newlyAllowed.undecided, ...noLongerAllowed.undecided],
  }))
  const flows = { reachedInAccountAlone: more.map(ingress), reachedInFixtureAlone: less.map(ingress) }
  return `${JSON.stringify({ outcome: driftOutcome(report), ...rest, changes: shown, ...flows }, undefined, 2)}\n`
}
