import type { AccessFinding, Undecided } from '../analysis/access-report.ts'
import type { Span } from '../base/span.ts'
import { findingId, type GateReport, gateOutcome, ingressId, type PolicyChange } from './gate-report.ts'
import { brokenText, findingText, flowText, ingressText, refusedText, undecidedText, unknownText, witnessText } from './gate-words.ts'
import { seenFrom } from './sarif-folder.ts'

const rules = [
  { id: 'new-access', text: 'the change allows requests that were refused before' },
  { id: 'unreachable-new-access', text: 'the change allows requests that AWS never sends' },
  { id: 'new-ingress', text: 'the change lets in traffic that was kept out before' },
  { id: 'broken-rule', text: 'a rule of the project does not hold' },
  { id: 'undecided-access', text: 'what the change allows could not be decided' },
].map(({ id, text }) => ({ id, shortDescription: { text }, fullDescription: { text }, help: { text } }))

/** What code scanning reads: a result for each thing that is newly allowed or not decided. @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function gateSarif(report: GateReport, folder = ''): string {
  const broken = (report.rules?.broken ?? []).map((rule) => ({
    ruleId: 'broken-rule',
    level: 'error',
    message: { text: brokenText(rule) },
    locations: [locationOf(rule.at)],
  }))
  const openings = report.ingress.flatMap(({ folder, added }) =>
    added.map((finding) => ({
      ruleId: 'new-ingress',
      level: 'error',
      message: { text: `newly reached: ${ingressText(finding)}\n\nexample: ${flowText(finding)}` },
      locations: [locationOf(finding.at)],
      partialFingerprints: { 'sallyportFinding/v1': ingressId(folder, finding) },
    })),
  )
  const unknown = report.unknown.map((problem) => ({
    ruleId: 'undecided-access',
    level: 'error',
    message: { text: `not known: ${unknownText(problem)}` },
    locations: [locationOf(problem.at)],
  }))
  const results = [...report.changes.flatMap(resultsOf), ...openings, ...unknown, ...broken]
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sallyport', rules } },
        invocations: [{ executionSuccessful: gateOutcome(report) !== 'undecided' }],
        columnKind: 'utf16CodeUnits',
        results,
        properties: { base: report.base, head: report.head, compared: report.compared },
      },
    ],
  }
  return `${JSON.stringify(log, seenFrom(folder), 2)}\n`
}

function resultsOf(change: PolicyChange): readonly object[] {
  const { newlyAllowed } = change
  return [
    ...newlyAllowed.findings.map((finding) => ofFinding(change, finding)),
    ...newlyAllowed.undecided.map((undecided) => ofDoubt(change, undecided)),
  ]
}

function ofFinding({ name, at, accepted }: PolicyChange, finding: AccessFinding): object {
  const id = findingId(name, finding)
  const acceptance = accepted.get(id)
  const text = `newly allowed: ${findingText(finding)}\n\nexample: ${witnessText(finding)}\nbefore: ${refusedText(finding)}`
  return {
    ruleId: finding.reachable ? 'new-access' : 'unreachable-new-access',
    level: finding.reachable ? 'error' : 'note',
    message: { text },
    locations: [locationOf(finding.because.allowedBy[0]?.at ?? at)],
    partialFingerprints: { 'sallyportFinding/v1': id },
    ...(acceptance === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: `${acceptance.reason} (${acceptance.owner}, until ${acceptance.expires})`,
            },
          ],
        }),
  }
}

const ofDoubt = ({ at }: PolicyChange, undecided: Undecided): object => ({
  ruleId: 'undecided-access',
  level: 'error',
  message: { text: `not decided: ${undecidedText(undecided)}` },
  locations: [locationOf(undecided.statement?.at ?? at)],
})

function locationOf({ file, start, end }: Span): object {
  const uri = file.split('/').map(encodeURIComponent).join('/')
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
  return { physicalLocation: { artifactLocation: { uri: uri.startsWith('/') ? `file://${uri}` : uri }, region } }
}
