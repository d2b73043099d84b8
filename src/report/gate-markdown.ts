import { type GateReport, gateOutcome, type PolicyChange } from './gate-report.ts'
import { brokenText, count, findingText, ingressText, refusedText, undecidedText, unknownText, witnessText } from './gate-words.ts'

const titles = { passes: 'the gate passes', refuses: 'the gate refuses', undecided: 'the gate could not decide' } as const

/** The report for a comment on a pull request. */
export function gateMarkdown(report: GateReport): string {
  const { base, head, changes, ingress, unknown, compared, notes, cases, rules } = report
  const lines = [
    `## Policies: ${titles[gateOutcome(report)]}`,
    '',
    `\`${base}\` → \`${head}\`: ${compared} compared, ${changes.length} changed.`,
    ...notes.map((note) => `\n> ${escaped(note)}`),
    ...changes.flatMap((change) => ['', ...changeLines(change)]),
  ]
  for (const { name, added, removed } of ingress)
    lines.push(
      '',
      `### ${escaped(name)}: ingress`,
      '',
      ...added.map((each) => `- ➕ **newly reached**: ${escaped(ingressText(each))}`),
      ...removed.map((each) => `- ➖ no longer reached: ${escaped(ingressText(each))}`),
    )
  if (unknown.length > 0) lines.push('', ...unknown.map((problem) => `- ❓ not known: ${escaped(unknownText(problem))}`))
  if (cases !== undefined) {
    const bad = [...cases.failed, ...cases.errors]
    lines.push(
      '',
      `Scenarios that the change touches: ${count(cases.passed, 'case')} as expected, ${bad.length} not.`,
      ...bad.map(({ title }) => `- ${escaped(title)}`),
    )
  }
  if (rules !== undefined)
    lines.push('', `${count(rules.checked, 'rule')} checked.`, ...rules.broken.map((broken) => `- ❌ ${escaped(brokenText(broken))}`))
  return `${lines.join('\n')}\n`
}

function changeLines({ name, kind, statements, newlyAllowed, noLongerAllowed, accepted }: PolicyChange): readonly string[] {
  const rows = statements.map(
    ({ sign, resource, effect, action, principal, condition }) =>
      `| ${[sign, resource, effect, action, principal, condition].map(cell).join(' | ')} |`,
  )
  const table =
    rows.length === 0
      ? []
      : ['', '| | Resource | Effect | Action | Principal | Condition |', '| --- | --- | --- | --- | --- | --- |', ...rows]
  const findings = [
    ...newlyAllowed.findings.map(
      (finding) =>
        `- ➕ **${finding.reachable ? 'newly allowed' : 'newly allowed, but AWS never asks it'}**: ${escaped(findingText(finding))}<br>example: \`${code(witnessText(finding))}\`<br>before: ${escaped(refusedText(finding))}`,
    ),
    ...noLongerAllowed.findings
      .filter(({ reachable }) => reachable)
      .map((finding) => `- ➖ no longer allowed: ${escaped(findingText(finding))}<br>example: \`${code(witnessText(finding))}\``),
    ...newlyAllowed.undecided.map((each) => `- ❓ not decided: ${escaped(undecidedText(each))}`),
    ...[...accepted].map(
      ([id, { reason, owner, expires }]) => `- accepted \`${id}\`: ${escaped(reason)} (${escaped(owner)}, until ${expires})`,
    ),
  ]
  return [
    `### ${escaped(name)}${kind === 'changed' ? '' : ` (${kind})`}`,
    ...table,
    '',
    ...(findings.length === 0 ? ['Means the same as before.'] : findings),
  ]
}

const escaped = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|!]/g, (sign) => `\\${sign}`).replaceAll('\n', ' ')
const cell = (text: string): string => text.split('\n').map(escaped).join('<br>')
const code = (text: string): string => text.replaceAll('`', "'").replaceAll('\n', ' ').replaceAll('|', '\\|')
