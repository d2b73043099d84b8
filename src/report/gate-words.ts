import type { AccessFinding, StatementPlace, Undecided } from '../analysis/access-report.ts'
import type { Problem } from '../base/problem.ts'
import { formatPlace } from '../base/span.ts'
import { formatPorts } from '../network/traffic.ts'
import { statementName } from '../policy/statement-name.ts'
import { formatSources } from './format-sources.ts'
import { type BrokenRule, type IngressFinding, targetOf } from './gate-report.ts'

const mostActions = 3

/** `s3:GetObject, s3:GetObjectAcl and 4 more`. */
export function actionsText(actions: readonly string[]): string {
  if (actions.length <= mostActions + 1) return actions.join(', ')
  return `${actions.slice(0, mostActions).join(', ')} and ${actions.length - mostActions} more`
}

export const findingText = ({ actions, generalised }: AccessFinding): string => `${actionsText(actions)} ${generalised}`

/** The example in one line. */
export function witnessText({ witness }: AccessFinding): string {
  const { principal, action, resource, context } = witness
  const by = principal === undefined ? '' : ` by ${principal}`
  const keys = Object.entries(context).map(([key, value]) => `${key}=${typeof value === 'string' ? value : value.join('|')}`)
  return `${action} on ${resource}${by}${keys.length === 0 ? '' : ` with ${keys.join(', ')}`}`
}

export function placeText({ at, misses, ...statement }: StatementPlace): string {
  return `${statementName(statement)} at ${formatPlace(at)}${misses === undefined ? '' : `, which fails in ${misses.join(' and ')}`}`
}

/** Why it was refused before. */
export function refusedText({ because }: AccessFinding): string {
  const { deniedBefore, nearestBefore } = because
  if (deniedBefore.length > 0) return `denied by ${deniedBefore.map(placeText).join('; ')}`
  return nearestBefore.length > 0
    ? `no statement allowed it; nearest ${nearestBefore.map(placeText).join('; ')}`
    : 'no statement allowed it'
}

export const undecidedText = ({ actions, because, statement }: Undecided): string =>
  `${actionsText(actions)}: ${because}${statement === undefined ? '' : ` (${placeText(statement)})`}`

/** What nobody can know yet, and what to do about it. */
export const unknownText = ({ message, at, help }: Problem): string =>
  `${message} (${formatPlace(at)})${help === undefined ? '' : `; ${help}`}`

/** What a rule says of one policy or principal. */
export function brokenText({ rule, kind, unit, findings, undecided }: BrokenRule): string {
  const [first] = findings
  if (first === undefined) return `${rule}: not decided for ${unit}: ${undecided.map(undecidedText).join('; ')}`
  const by = first.because.allowedBy[0]
  const allowed = `${witnessText(first)}${by === undefined || kind === 'always' ? '' : `, by ${placeText(by)}`}`
  return `${rule}: does not hold for ${unit}, which ${kind === 'always' ? 'does not allow' : 'allows'} ${allowed}`
}

export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

/** `tcp/5432 of database-1 from 0.0.0.0/0` */
export function ingressText(finding: IngressFinding): string {
  const { protocol, ports, family, sources } = finding
  const from = 'peer' in finding && finding.peer !== undefined ? finding.peer : someSources(formatSources(sources, family))
  return `${protocol}/${formatPorts(ports)} of ${targetOf(finding)} from ${from}`
}

const mostSources = 6

const someSources = (texts: readonly string[]): string =>
  texts.length <= mostSources ? texts.join(', ') : `${texts.slice(0, mostSources).join(', ')} and ${texts.length - mostSources} more`

/** The example in one line. */
export const flowText = (finding: IngressFinding): string =>
  `${finding.witness.source} to ${targetOf(finding)} at ${finding.protocol}/${finding.witness.port}`
