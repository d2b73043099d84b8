import { visible } from '../base/visible.ts'
import {
  findingId,
  type GateReport,
  gateOutcome,
  type IngressChange,
  ingressId,
  type PolicyChange,
  type StatementChange,
} from './gate-report.ts'
import {
  brokenText,
  count,
  findingText,
  flowText,
  ingressText,
  placeText,
  refusedText,
  undecidedText,
  unknownText,
  witnessText,
} from './gate-words.ts'
import type { Style } from './style.ts'

/** The report for a terminal: the table that AWS users know, and what it means. */
export function gateText(report: GateReport, style: Style): string {
  const { base, head, changes, ingress, unknown, compared, notes, cases, rules } = report
  const lines = [
    style.bold(`${base} -> ${head}: ${count(compared, 'policy').replace('policys', 'policies')} compared, ${changes.length} changed`),
    ...notes.map((note) => style.dim(`note: ${note}`)),
    ...changes.flatMap((change) => ['', ...changeLines(change, style)]),
  ]
  for (const change of ingress) lines.push('', ...ingressLines(change, style))
  if (unknown.length > 0) lines.push('', ...unknown.map((problem) => style.warn(`? not known: ${unknownText(problem)}`)))
  if (cases !== undefined) lines.push('', ...caseLines(cases, style))
  if (rules !== undefined)
    lines.push('', `${count(rules.checked, 'rule')} checked`, ...rules.broken.map((broken) => style.bad(`  ${brokenText(broken)}`)))
  return `${[...lines, '', conclusion(report, style)].map(visible).join('\n')}\n`
}

function changeLines(change: PolicyChange, style: Style): readonly string[] {
  const { name, kind, newlyAllowed, noLongerAllowed } = change
  const doubts = newlyAllowed.undecided.map((each) => style.warn(`? ${undecidedText(each)}`))
  const silent = newlyAllowed.verdict === 'none' && noLongerAllowed.verdict === 'none'
  return [
    style.bold(`${name}${kind === 'changed' ? '' : ` (${kind})`}`),
    ...tableLines(change.statements, style),
    ...newlyAllowed.findings.flatMap((finding) => addedLines(change, finding, style)),
    ...noLongerAllowed.findings
      .filter(({ reachable }) => reachable)
      .flatMap((finding) => [style.good(`- no longer allowed: ${findingText(finding)}`), `    example   ${witnessText(finding)}`]),
    ...doubts,
    ...noLongerAllowed.undecided.map((each) => style.dim(`? no longer allowed, not decided: ${undecidedText(each)}`)),
    ...(silent ? [style.dim('  means the same as before')] : []),
  ]
}

function addedLines(
  { name, accepted }: PolicyChange,
  finding: PolicyChange['newlyAllowed']['findings'][number],
  style: Style,
): readonly string[] {
  const id = findingId(name, finding)
  const acceptance = accepted.get(id)
  const head = finding.reachable
    ? `+ newly allowed: ${findingText(finding)}`
    : `+ newly allowed, but AWS never asks it: ${findingText(finding)}`
  return [
    finding.reachable && acceptance === undefined ? style.bad(head) : style.warn(head),
    `    example   ${witnessText(finding)}`,
    ...finding.because.allowedBy.slice(0, 2).map((place) => `    allowed   by ${placeText(place)}`),
    `    before    ${refusedText(finding)}`,
    acceptance === undefined
      ? style.dim(`    id        ${id}`)
      : `    accepted  ${acceptance.reason} (${acceptance.owner}, until ${acceptance.expires})`,
  ]
}

function ingressLines({ name, folder, added, removed, accepted }: IngressChange, style: Style): readonly string[] {
  const lines = added.flatMap((finding) => {
    const id = ingressId(folder, finding)
    const acceptance = accepted.get(id)
    const head = `${finding.replayed ? '+ newly reached' : '? newly reached, not confirmed'}: ${ingressText(finding)}`
    return [
      acceptance === undefined ? style.bad(head) : style.warn(head),
      `    example   ${flowText(finding)}`,
      acceptance === undefined
        ? style.dim(`    id        ${id}`)
        : `    accepted  ${acceptance.reason} (${acceptance.owner}, until ${acceptance.expires})`,
    ]
  })
  const gone = removed.map((finding) => style.good(`- no longer reached: ${ingressText(finding)}`))
  return [
    style.bold(`${name}: ingress`),
    ...lines,
    ...gone,
    ...(added.length + removed.length === 0 ? [style.dim('  reached by the same as before')] : []),
  ]
}

const columns = ['', 'Resource', 'Effect', 'Action', 'Principal', 'Condition'] as const
const widest = 40

/** IAM statement changes, as the CDK prints them. */
export function tableLines(statements: readonly StatementChange[], style: Style): readonly string[] {
  if (statements.length === 0) return []
  const rows = statements.map(({ sign, resource, effect, action, principal, condition }) => [
    [sign],
    ...[resource, effect, action, principal, condition].map(wrap),
  ])
  const used = columns.map(
    (title, index) => index < 4 || rows.some((row) => row[index]?.some((text) => text !== '') === true) || title === '',
  )
  const widths = columns.map((title, index) =>
    Math.max(title.length, ...rows.flatMap((row) => (row[index] ?? []).map((text) => text.length))),
  )
  const rule = (left: string, middle: string, right: string): string =>
    `${left}${widths
      .filter((_, index) => used[index])
      .map((width) => '─'.repeat(width + 2))
      .join(middle)}${right}`
  const line = (cells: readonly string[]): string =>
    `│${cells
      .map((text, index) => ` ${text.padEnd(widths[index] ?? 0)} `)
      .filter((_, index) => used[index])
      .join('│')}│`
  const body = rows.flatMap((row, at) => {
    const height = Math.max(...row.map((cell) => cell.length))
    const lines = Array.from({ length: height }, (_, index) => line(row.map((cell) => cell[index] ?? '')))
    const colour = statements[at]?.sign === '+' ? style.bad : style.good
    return [rule('├', '┼', '┤'), ...lines.map(colour)]
  })
  return [rule('┌', '┬', '┐'), line(columns), ...body, rule('└', '┴', '┘')]
}

function wrap(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => (line.length <= widest ? [line] : (line.match(new RegExp(`.{1,${widest}}`, 'gu')) ?? [line])))
}

function caseLines({ passed, failed, errors }: NonNullable<GateReport['cases']>, style: Style): readonly string[] {
  const all = [...failed, ...errors]
  return [
    `scenarios that the change touches: ${count(passed, 'case')} as expected, ${failed.length} not, ${errors.length} without a verdict`,
    ...all.flatMap(({ title, text }) => [
      style.bad(`  ${title}`),
      ...text
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`),
    ]),
  ]
}

function conclusion(report: GateReport, style: Style): string {
  const { changes, ingress, failOn } = report
  const added = changes.reduce((sum, { newlyAllowed }) => sum + newlyAllowed.findings.filter(({ reachable }) => reachable).length, 0)
  const gone = changes.reduce((sum, { noLongerAllowed }) => sum + noLongerAllowed.findings.filter(({ reachable }) => reachable).length, 0)
  const accepted = changes.reduce((sum, change) => sum + change.accepted.size, 0)
  const ways = ingress.reduce((sum, change) => sum + change.added.length, 0)
  const counts = `${ways === 0 ? '' : `${ways} newly reached, `}${added} newly allowed${accepted === 0 ? '' : ` (${accepted} accepted)`}, ${gone} no longer allowed`
  switch (gateOutcome(report)) {
    case 'passes':
      return style.good(`the gate passes: ${counts}${failOn === 'broadening' ? '' : ` (--fail-on ${failOn})`}`)
    case 'refuses':
      return style.bad(`the gate refuses: ${counts}`)
    case 'undecided':
      return style.warn(`the gate could not decide everything, and so does not pass: ${counts}`)
  }
}
