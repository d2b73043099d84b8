import { createHash } from 'node:crypto'
import type { Span } from '../base/span.ts'
import type { DiagnosedProblem, Patch } from '../diagnose/diagnosis.ts'
import { everyFault } from '../faults/every-fault.ts'
import { documentsOf } from '../faults/placed-document.ts'
import type { CaseResult } from '../scenario/run.ts'
import type { Suppression } from '../scenario/suppression.ts'
import { failurePlace, hasLine } from './failure-place.ts'
import { expectedText, gotText, renderFailure } from './render-failure.ts'
import { describeTarget, failuresOf, judgementOf, type Report } from './report.ts'
import type { Reporter } from './reporter.ts'
import { seenFrom } from './sarif-folder.ts'
import { plainStyle } from './style.ts'

/**
 * What editors and code scanning read: a result for each problem of a case that is not as expected.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @see https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
 */
export const sarif: Reporter = {
  about: 'for editors and code scanning',
  end: (report, { folder = '' }) => `${JSON.stringify(toLog(report), seenFrom(folder), 2)}\n`,
}

/** Results that GitHub takes in one run. */
const mostResults = 25_000

function toLog(report: Report): object {
  const judged = report.results.filter(({ verdict }) => verdict === 'failed').flatMap(toResults)
  const results = judged.slice(0, mostResults)
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sallyport', rules: rules.map(toRule) } },
        invocations: [toInvocation(report)],
        columnKind: 'utf16CodeUnits',
        results: results.map((result) => ({ ...result, ruleIndex: rules.indexOf(result.ruleId) })),
        properties: { target: describeTarget(report), seed: report.seed },
      },
    ],
  }
}

/** A case without a verdict is a matter of the tool, not of the policies. */
function toInvocation(report: Report): object {
  const errors = failuresOf(report).filter((result) => judgementOf(result) === 'error')
  return {
    executionSuccessful: errors.length === 0,
    toolExecutionNotifications: errors.map((result) => ({
      level: 'error',
      message: { text: renderFailure(result, plainStyle) },
      locations: [toLocation(result.planned.case.at)],
    })),
  }
}

function toResults(result: CaseResult): readonly { readonly ruleId: string }[] {
  if (result.verdict === 'error') return []
  const { problems } = result.diagnosis
  return problems.length === 0 ? [toResult(result, undefined)] : problems.map((problem) => toResult(result, problem))
}

function toResult(result: CaseResult & { verdict: 'passed' | 'failed' }, problem: DiagnosedProblem | undefined) {
  const { planned, suppressed } = result
  const ruleId = problem === undefined ? notAsExpected : ruleOf(problem)
  const own = problem !== undefined && 'at' in problem ? problem.at : undefined
  const primary = planned.injected.length === 0 ? (own ?? failurePlace(result)) : planned.case.at
  const related = [own, planned.case.at].filter((at) => at !== undefined && at !== primary)
  const expectation = `${planned.title}: expected ${expectedText(planned.expected)}, got ${gotText(result)}`
  return {
    ruleId,
    level: 'error',
    message: { text: `${problem === undefined ? '' : `${problem.says} `}${expectation}\n\n${renderFailure(result, plainStyle)}` },
    locations: [toLocation(primary)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((at, index) => ({
            id: index + 1,
            message: { text: at === own ? 'the policy' : 'the case' },
            ...toLocation(at as Span),
          })),
        }),
    partialFingerprints: { 'sallyportCase/v1': fingerprint([planned.scenario.at.file, planned.title, ruleId, own?.pointer ?? '']) },
    ...(suppressed === undefined ? {} : { suppressions: [toSuppression(suppressed)] }),
    ...fixesOf(result, problem),
  }
}

const toSuppression = ({ reason, owner, expires }: Suppression): object => ({
  kind: 'external',
  status: 'accepted',
  justification: `${reason} (${owner}, until ${expires})`,
})

const fingerprint = (parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)

/** A fix of what was injected would change an innocent file. */
function fixesOf({ planned }: CaseResult, problem: DiagnosedProblem | undefined): object {
  if (problem?.kind !== 'fault' || planned.injected.length > 0) return {}
  // A document inside another tool's file has a text that stands in no file.
  const own = documentsOf(planned.setUp.fixture).flatMap(({ file }) => (file.origin === undefined ? [[file.file, file.text] as const] : []))
  const texts = new Map([...own, ...(planned.setUp.fixture.sources ?? [])])
  const artifactChanges = problem.fix.patches.flatMap((patch) => {
    const text = texts.get(patch.file)
    return text === undefined ? [] : [toChange(patch, text)]
  })
  return artifactChanges.length === 0 ? {} : { fixes: [{ description: { text: problem.advice }, artifactChanges }] }
}

/** The lines that change, from the first to the last. */
function toChange({ file, document }: Patch, text: string): object {
  const [before, after] = [text, document].map((each) => each.match(/[^\n]*\n|[^\n]+$/g) ?? [])
  if (before === undefined || after === undefined) return {}
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  return {
    artifactLocation: toArtifact(file),
    replacements: [
      {
        deletedRegion: { startLine: start + 1, startColumn: 1, endLine: before.length - end + 1, endColumn: 1 },
        insertedContent: { text: after.slice(start, after.length - end).join('') },
      },
    ],
  }
}

function toLocation(at: Span): object {
  const { start, end } = at
  const region = { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
  return { physicalLocation: { artifactLocation: toArtifact(at.file), ...(hasLine(at) ? { region } : {}) } }
}

/** Paths are relative to the folder in which the run began, with each name escaped. */
const toArtifact = (file: string): object => {
  const uri = file.split('/').map(encodeURIComponent).join('/')
  return { uri: uri.startsWith('/') ? `file://${uri}` : uri }
}

const notAsExpected = 'not-as-expected'

const rulesWithoutFault: Readonly<Record<Exclude<DiagnosedProblem['kind'], 'fault'> | typeof notAsExpected, string>> = {
  [notAsExpected]: 'a case of a scenario is not as expected',
  lookAlikes: 'one of several faults that look alike',
  unexplainedDenial: 'a denial that no fault of the catalogue explains',
  disagreement: 'the policies and the answer of the target do not go together',
  input: 'a setting of the connection that cannot be right',
  unknownFailure: 'a step that fails for an unknown reason',
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const ruleOf = (problem: DiagnosedProblem): string => (problem.kind === 'fault' ? problem.fault : kebab(problem.kind))

function toRule(id: string): object {
  const fault = everyFault.find((candidate) => candidate.id === id)
  if (fault === undefined) {
    const text = Object.entries(rulesWithoutFault).find(([name]) => kebab(name) === id)?.[1] ?? id
    return { id, ...described(text) }
  }
  const { summary, sources, layer, confidence } = fault
  return {
    id,
    ...described(summary, sources),
    ...(sources[0] === undefined ? {} : { helpUri: sources[0] }),
    properties: { tags: ['iam', layer], confidence },
  }
}

/** Code scanning shows all three of a rule, and misses any that is not there. */
const described = (text: string, sources: readonly string[] = []): object => ({
  shortDescription: { text },
  fullDescription: { text },
  help: { text: [text, ...(sources.length === 0 ? [] : ['', ...sources])].join('\n') },
})
