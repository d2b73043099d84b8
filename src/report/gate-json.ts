import { formatSources } from './format-sources.ts'
import {
  type BrokenRule,
  findingId,
  type GateReport,
  gateOutcome,
  type IngressChange,
  type IngressFinding,
  ingressId,
  type PolicyChange,
  verdictOf,
} from './gate-report.ts'

/** The report for scripts. */
export const gateJson = (report: GateReport): string => `${JSON.stringify(toJson(report), null, 2)}\n`

function toJson(report: GateReport): object {
  const { base, head, compared, changes, ingress, unknown, notes, cases, rules, failOn } = report
  const [first] = changes
  return {
    outcome: gateOutcome(report),
    verdict: verdictOf(report),
    failOn,
    base,
    head,
    compared,
    changes: changes.map(toChange),
    ingress: ingress.map(toIngress),
    unknown,
    notes,
    ...(cases === undefined ? {} : { scenarios: cases }),
    ...(rules === undefined ? {} : { rules: { checked: rules.checked, broken: rules.broken.map(toBroken) } }),
    ...(first === undefined ? {} : { assumptions: first.newlyAllowed.assumptions, actionsUniverse: first.newlyAllowed.actionsUniverse }),
  }
}

const toBroken = ({ findings, ...broken }: BrokenRule): object => ({
  ...broken,
  findings: findings.map(({ request: _request, ...shown }) => shown),
})

function toIngress({ name, folder, added, removed, accepted }: IngressChange): object {
  const shown = (finding: IngressFinding): object => {
    const { sources, ...rest } = finding
    const id = ingressId(folder, finding)
    return { id, ...rest, sources: formatSources(sources, finding.family), ...(accepted.has(id) ? { accepted: accepted.get(id) } : {}) }
  }
  return { network: name, newlyReached: added.map(shown), noLongerReached: removed.map(shown) }
}

function toChange({ name, at, kind, type, statements, newlyAllowed, noLongerAllowed, accepted }: PolicyChange): object {
  const findings = ({ findings: all }: PolicyChange['newlyAllowed']): readonly object[] =>
    all.map((finding) => {
      const { request: _request, ...shown } = finding
      const id = findingId(name, finding)
      return { id, ...shown, ...(accepted.has(id) ? { accepted: accepted.get(id) } : {}) }
    })
  return {
    policy: name,
    at,
    kind,
    type,
    statements,
    verdict: newlyAllowed.verdict,
    newlyAllowed: findings(newlyAllowed),
    undecided: newlyAllowed.undecided,
    classesChecked: newlyAllowed.classesChecked,
    noLongerAllowed: findings(noLongerAllowed),
    noLongerAllowedUndecided: noLongerAllowed.undecided,
  }
}
