import { createHash } from 'node:crypto'
import type { AccessFinding, AccessReport, AccessVerdict, Undecided } from '../analysis/access-report.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { AclOpening, GroupOpening } from '../network/compare-alone.ts'
import type { InterfaceOpening } from '../network/compare-ingress.ts'
import type { PolicyType } from '../policy/policy.ts'
import type { Suppression } from '../scenario/suppression.ts'

/** What a change of policies comes to. */
export interface GateReport {
  readonly base: string
  readonly head: string
  /** Policies and principals that were compared, changed or not. */
  readonly compared: number
  readonly changes: readonly PolicyChange[]
  /** Networks of fixtures that changed. */
  readonly ingress: readonly IngressChange[]
  /** What files of other tools leave open until a deployment: nobody can say what it allows. */
  readonly unknown: readonly Problem[]
  /** Things that a reader should know and that decide nothing. */
  readonly notes: readonly string[]
  /** Cases of the scenarios that the change touches. */
  readonly cases?: { readonly passed: number; readonly failed: readonly FailedCase[]; readonly errors: readonly FailedCase[] }
  /** Rules of the project about what may be allowed; absent where it has none. */
  readonly rules?: { readonly checked: number; readonly broken: readonly BrokenRule[] }
  readonly failOn: FailOn
}

/** Who newly reaches, and no longer reaches, the interfaces of a network. */
export interface IngressChange {
  /** `network (policies/postgres)` */
  readonly name: string
  readonly folder: string
  readonly added: readonly IngressFinding[]
  readonly removed: readonly IngressFinding[]
  readonly accepted: ReadonlyMap<string, Acceptance>
}

/** At an interface; or at a group or network ACL by itself, whose users are not all known. */
export type IngressFinding = InterfaceOpening | GroupOpening | AclOpening

/** A rule that does not hold for a policy or principal, or for which that could not be decided. */
export interface BrokenRule {
  /** `never: s3:PutBucketPolicy` */
  readonly rule: string
  readonly kind: 'never' | 'always' | 'only'
  readonly at: Span
  readonly unit: string
  readonly findings: readonly AccessFinding[]
  readonly undecided: readonly Undecided[]
}

export type FailOn = 'broadening' | 'any' | 'none'

export interface FailedCase {
  readonly title: string
  readonly at: Span
  readonly text: string
}

/** One policy, or everything that is attached to one principal. */
export interface PolicyChange {
  /** `policies/read.json`, or `role EtleapInput (policies/s3-input)`. */
  readonly name: string
  readonly at: Span
  readonly kind: 'changed' | 'added' | 'removed'
  readonly type: PolicyType
  readonly statements: readonly StatementChange[]
  readonly newlyAllowed: AccessReport
  readonly noLongerAllowed: AccessReport
  /** Findings of `newlyAllowed` that somebody accepted, by their id. */
  readonly accepted: ReadonlyMap<string, Acceptance>
}

export type Acceptance = Pick<Suppression, 'reason' | 'owner' | 'expires'>

/** A statement as the policy says it, one line of the table. */
export interface StatementChange {
  readonly sign: '+' | '-'
  readonly effect: string
  readonly action: string
  readonly resource: string
  readonly principal: string
  readonly condition: string
}

/** The same finding has the same id in every run, whatever the example that shows it. */
export const findingId = (policy: string, { actions, generalised, reachable }: AccessFinding): string =>
  createHash('sha256')
    .update(JSON.stringify([policy, [...actions].sort(), generalised, reachable]))
    .digest('hex')
    .slice(0, 12)

export function ingressId(folder: string, finding: IngressFinding): string {
  const { protocol, ports, family, sources } = finding
  const stretches = sources.map(({ first, last }) => `${first}-${last}`)
  const peer = 'peer' in finding ? [finding.peer] : []
  return createHash('sha256')
    .update(JSON.stringify([folder, targetOf(finding), protocol, ports, family, stretches, ...peer]))
    .digest('hex')
    .slice(0, 12)
}

/** What is reached: `database-1`, `security group sg-1`. */
export function targetOf(finding: IngressFinding): string {
  if ('networkInterface' in finding) return finding.networkInterface
  return 'securityGroup' in finding ? `security group ${finding.securityGroup}` : `network ACL ${finding.networkAcl}`
}

/** New ways in that nobody accepted. */
export const openingsOf = ({ folder, added, accepted }: IngressChange): readonly IngressFinding[] =>
  added.filter((finding) => !accepted.has(ingressId(folder, finding)))

/** New access that AWS could be asked for and nobody accepted. */
export const broadeningsOf = ({ name, newlyAllowed, accepted }: PolicyChange): readonly AccessFinding[] =>
  newlyAllowed.findings.filter((finding) => finding.reachable && !accepted.has(findingId(name, finding)))

export const isUndecided = ({ newlyAllowed }: PolicyChange): boolean => newlyAllowed.undecided.length > 0

/** `3`: it could not be judged; `1`: the gate refuses. */
export function gateOutcome({ changes, ingress, unknown, cases, rules, failOn }: GateReport): 'passes' | 'refuses' | 'undecided' {
  if (unknown.length > 0 || changes.some(isUndecided) || (cases?.errors.length ?? 0) > 0) return 'undecided'
  if (ingress.some(({ added }) => added.some(({ replayed }) => !replayed))) return 'undecided'
  if (rules?.broken.some(({ undecided }) => undecided.length > 0) === true) return 'undecided'
  if ((cases?.failed.length ?? 0) > 0 || (rules?.broken.length ?? 0) > 0) return 'refuses'
  if (failOn === 'none') return 'passes'
  if (changes.some((change) => broadeningsOf(change).length > 0)) return 'refuses'
  if (ingress.some((change) => openingsOf(change).length > 0)) return 'refuses'
  const narrows =
    ingress.some(({ removed }) => removed.length > 0) || changes.some(({ noLongerAllowed }) => noLongerAllowed.verdict !== 'none')
  const broadens = ingress.some(({ added }) => added.length > 0) || changes.some(({ newlyAllowed }) => newlyAllowed.verdict !== 'none')
  return failOn === 'any' && (narrows || broadens) ? 'refuses' : 'passes'
}

const order: readonly AccessVerdict[] = ['none', 'unreachable-only', 'undecided', 'new-access']

/** The gravest verdict of all changes; accepted or not, new access is new access. */
export function verdictOf({ changes, ingress, unknown }: GateReport): AccessVerdict {
  const opened = ingress.some(({ added }) => added.length > 0)
  const first: AccessVerdict = opened ? 'new-access' : unknown.length > 0 ? 'undecided' : 'none'
  return changes.reduce<AccessVerdict>(
    (worst, { newlyAllowed: { verdict } }) => (order.indexOf(verdict) > order.indexOf(worst) ? verdict : worst),
    first,
  )
}
