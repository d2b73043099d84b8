import { authorize } from '../engine/authorize.ts'
import type { Decision } from '../engine/decision.ts'
import { denialMessage } from '../engine/denial-message.ts'
import { nearMisses } from '../engine/near-miss.ts'
import type { PolicySet } from '../engine/policy-set.ts'
import { renderTrace } from '../engine/render-trace.ts'
import type { Assumption } from '../engine/request-context.ts'
import { meantAction } from '../faults/relate-action.ts'
import type { Question } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { isSourcePath, loadFixture } from '../fixture/load.ts'
import { findAction } from '../policy/reference.ts'
import { type CloudTrailCall, readCloudTrailCalls } from '../ticket/read-cloudtrail-calls.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { askEvent, askOne } from './explain/explain-questions.ts'
import { type InactiveSts, inactiveSts, isSwitchedOff, renderInactiveSts } from './explain/inactive-sts.ts'
import { type LoosePolicyFiles, readLoosePolicies } from './explain/loose-policies.ts'
import { CommandFailure } from './failure.ts'
import { type GivenOptions, readGivenValues, refuseUnusedValues, refuseVariableFiles } from './given-values.ts'
import { printProblems } from './print-problems.ts'
import { readNamedFile } from './read-named-file.ts'
import { readPairs } from './read-pairs.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'

export interface ExplainOptions extends LoosePolicyFiles, GivenOptions {
  readonly as?: string
  readonly action?: string
  readonly resource?: string
  readonly resourceAccount?: string
  readonly context?: readonly string[]
  readonly event?: string
  readonly expect?: 'allowed' | 'denied' | 'explicitDeny' | 'implicitDeny'
  readonly json?: boolean
}

/** `sallyport explain`: a request, or an event of CloudTrail, against a fixture or policy files, decided offline. */
export async function explain(path: string | undefined, options: ExplainOptions): Promise<ExitCode> {
  checkOptions(path, options)
  const loaded = path === undefined ? undefined : await loadFixture(path, readGivenValues(options))
  if (loaded?.ok === false) return printProblems(loaded) ?? exitCode.input
  refuseUnusedValues(options, loaded === undefined ? [] : [loaded.value])
  const asked = options.event === undefined ? [askLine(loaded?.value, options)] : askFile(options.event, loaded?.value, options)
  if (asked === undefined) return exitCode.input
  const [first] = asked.flatMap(({ questions }) => questions)
  const loose = readLoosePolicies(options, first?.request.resource ?? '*')
  if (!loose.ok) return printProblems(loose) ?? exitCode.input
  const { policies, refused } = loose.value
  if (refused.length > 0) process.stderr.write(`${renderProblems(refused, readSource)}decided as if AWS had saved it\n\n`)
  const answers = asked.flatMap(({ questions, event }) =>
    questions.map((question) => answer(addPolicies(question, policies, first), event, loaded?.value)),
  )
  if (options.action !== undefined) warnOfUnknownAction(options.action)
  process.stdout.write(options.json === true ? toJson(answers, options) : answers.map(toText).join('\n'))
  return answers.every((one) => options.expect === undefined || meets(one, options.expect)) ? exitCode.ok : exitCode.failed
}

const looseOptions = ['identity', 'resourcePolicy', 'boundary', 'session', 'scp', 'rcp', 'endpointPolicy'] as const

function checkOptions(path: string | undefined, options: ExplainOptions): void {
  const fail = (message: string, help: string): never => {
    throw new CommandFailure(exitCode.input, message, help)
  }
  const loose = looseOptions.some((name) => options[name] !== undefined)
  if (path === undefined && !loose)
    fail('there are no policies to decide by', 'name a fixture, or files with --identity, --resource-policy …')
  refuseVariableFiles(options.varFile, path !== undefined && isSourcePath(path))
  if (options.resourceAccount !== undefined && (path !== undefined || options.event !== undefined))
    fail('--resource-account has no say here', 'a fixture and an event say themselves who owns the resource: leave it out')
  if (options.endpointType !== undefined && options.endpointPolicy === undefined)
    fail('--endpoint-type is about an endpoint policy, and there is none', 'give its file with --endpoint-policy')
  if (options.event !== undefined) {
    if (options.action !== undefined || options.resource !== undefined)
      fail('--event has its own action and resource', 'leave out --action and --resource')
    return
  }
  const missing = (['as', 'action', 'resource'] as const).filter((name) => options[name] === undefined)
  if (missing.length > 0)
    fail(
      `required: ${missing.map((name) => `--${name}`).join(', ')}`,
      'for example --as ROLE --action s3:GetObject --resource arn:aws:s3:::bucket/key',
    )
}

/** Such a request is decided like any other, and AWS never sends it. */
function warnOfUnknownAction(action: string): void {
  if (findAction(action) !== undefined) return
  const meant = meantAction(action)
  const help = meant === undefined ? '' : `; did you mean \`${meant}\`?`
  process.stderr.write(`note: \`${action}\` is no action that AWS documents${help}\n`)
}

interface Asked {
  readonly questions: readonly Question[]
  readonly event?: CloudTrailCall
}

function askLine(fixture: Fixture | undefined, options: ExplainOptions): Asked {
  const { as = '', action = '', resource = '', context = [], resourceAccount } = options
  const asked = { as, action, resource, context: readContext(context), ...(resourceAccount === undefined ? {} : { resourceAccount }) }
  return { questions: [askOne(fixture, asked, new Date())] }
}

/** Of several events those that AWS refused, or all where it refused none. */
function askFile(file: string, fixture: Fixture | undefined, { as, context = [] }: ExplainOptions): readonly Asked[] | undefined {
  const events = readCloudTrailCalls(readNamedFile(file), file)
  if (!events.ok) {
    printProblems(events)
    return undefined
  }
  const refused = events.value.filter(({ recorded }) => recorded !== undefined)
  const given = Object.entries(readContext(context)).map(([key, value]) => [key, [value]] as const)
  return (refused.length > 0 ? refused : events.value).map((event) => ({
    event,
    questions: askEvent(fixture, event, as).map((question) => ({
      ...question,
      request: { ...question.request, context: new Map([...question.request.context, ...given]) },
      assumed: question.assumed.filter(({ key }) => !given.some(([name]) => name === key.toLowerCase())),
    })),
  }))
}

/** Names of condition keys in lower case, as the engine has them. */
function readContext(pairs: readonly string[]): Record<string, string> {
  const read = readPairs(pairs, 'context key', 'KEY=VALUE, as s3:prefix=daily/')
  return Object.fromEntries([...read].map(([key, value]) => [key.toLowerCase(), value]))
}

interface Answer {
  readonly question: Question
  readonly decision: Decision
  readonly sts?: InactiveSts
  readonly event?: CloudTrailCall
}

/**
 * Policy files stand beside those of the fixture; where there can be one only, in their place. The policy of a bucket is none of the key behind
 * it: it counts for resources of one service.
 */
function addPolicies(question: Question, { resource, ...others }: Partial<PolicySet>, first: Question | undefined): Question {
  const identity = [...question.policies.identity, ...(others.identity ?? [])]
  const concerned = resource !== undefined && serviceOf(question) === (first === undefined ? undefined : serviceOf(first))
  return { ...question, policies: { ...question.policies, ...others, ...(concerned ? { resource } : {}), identity } }
}

const serviceOf = ({ request }: Question): string => request.action.slice(0, request.action.indexOf(':'))

function answer(question: Question, event: CloudTrailCall | undefined, fixture: Fixture | undefined): Answer {
  const sts = inactiveSts(question, fixture)
  const decision = authorize(question.request, question.policies)
  return { question, decision, ...(sts === undefined ? {} : { sts }), ...(event === undefined ? {} : { event }) }
}

function meets({ decision: { outcome }, sts }: Answer, expected: NonNullable<ExplainOptions['expect']>): boolean {
  if (sts !== undefined && isSwitchedOff(sts)) return expected === 'denied'
  return expected === 'denied' ? outcome !== 'allowed' : outcome === expected
}

const sentenceOf = (question: Question, decision: Decision): string | undefined =>
  decision.outcome === 'allowed' ? undefined : denialMessage(decision, question.request, { service: serviceOf(question), detail: true })

function toText({ question, decision, sts, event }: Answer): string {
  const sentence = sentenceOf(question, decision)
  const switchedOff = sts === undefined ? undefined : renderInactiveSts(sts)
  const near = nearMisses(decision)
  return [
    `${question.request.action} on ${question.request.resource}`,
    renderTrace(decision),
    ...(switchedOff === undefined ? [] : ['', switchedOff]),
    ...(sentence === undefined ? [] : ['', `AWS says   ${sentence}`]),
    ...(event === undefined ? [] : [`CloudTrail ${renderRecorded(event, decision)}`]),
    ...(near.length === 0
      ? []
      : ['', `near miss  ${near.length} statement${near.length === 1 ? '' : 's'} would allow it but for one element (marked \`nearly\`)`]),
    ...question.unread.map((arn) => `not read   ${arn}: its document is not in the fixture`),
    ...(question.assumed.length === 0 ? [] : [`assumed    ${question.assumed.map(renderAssumption).join(', ')}`]),
    '',
  ].join('\n')
}

function renderRecorded({ recorded, call }: CloudTrailCall, { outcome }: Decision): string {
  if (recorded === undefined)
    return `${call.operation} succeeded${outcome === 'allowed' ? '' : ': policies that are not given here must have allowed it'}`
  const message = recorded.message === undefined ? '' : `: ${recorded.message}`
  return `${call.operation} was refused with ${recorded.code}${message}`
}

const renderAssumption = ({ key, value }: Assumption): string => (value === undefined ? `no ${key}` : `${key}=${value}`)

function toJson(answers: readonly Answer[], { event }: ExplainOptions): string {
  const reports = answers.map(reportOf)
  return `${JSON.stringify(event === undefined ? reports[0] : { requests: reports }, null, 2)}\n`
}

function reportOf({ question, decision, sts, event }: Answer): object {
  const { request, unread, assumed } = question
  return {
    request: { ...request, context: Object.fromEntries(request.context) },
    decision,
    message: sentenceOf(question, decision) ?? null,
    nearMisses: nearMisses(decision),
    unread,
    assumed,
    ...(sts === undefined ? {} : { sts: { ...sts, isSwitchedOff: isSwitchedOff(sts) } }),
    ...(event === undefined ? {} : { recorded: { operation: event.call.operation, ...event.recorded } }),
  }
}
