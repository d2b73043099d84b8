import { didYouMean } from '../base/suggest.ts'
import { authorize } from '../engine/authorize.ts'
import type { Decision } from '../engine/decision.ts'
import { denialMessage } from '../engine/denial-message.ts'
import { nearMisses } from '../engine/near-miss.ts'
import { renderTrace } from '../engine/render-trace.ts'
import type { Assumption } from '../engine/request-context.ts'
import { ask, findRole, type Question, roleArn, userArn } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { loadFixture } from '../fixture/load.ts'
import type { Identity, Need } from '../fixture/need.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { printProblems } from './print-problems.ts'

export interface ExplainOptions {
  readonly as: string
  readonly action: string
  readonly resource: string
  readonly context?: readonly string[]
  readonly expect?: 'allowed' | 'denied' | 'explicitDeny' | 'implicitDeny'
  readonly json?: boolean
}

/** Documentation addresses (RFC 5737): where the request comes from unless `--context aws:SourceIp=…` says. */
const assumedSourceIp = '203.0.113.10'

/** `sallyport explain`: one request against a fixture, decided offline. */
export async function explain(path: string, options: ExplainOptions): Promise<ExitCode> {
  const loaded = await loadFixture(path)
  if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
  const need = readNeed(loaded.value, options)
  const question = ask(loaded.value, need, { now: new Date(), sourceIp: assumedSourceIp })
  if (question === undefined) throw new Error('internal error: the principal was found and then not')
  const decision = authorize(question.request, question.policies)
  process.stdout.write(options.json === true ? toJson(question, decision) : toText(question, decision, need))
  return meets(decision, options.expect) ? exitCode.ok : exitCode.failed
}

function readNeed(fixture: Fixture, { as, action, resource, context = [] }: ExplainOptions): Need {
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    throw new CommandFailure(exitCode.input, `\`${action}\` is no action`, 'an action is SERVICE:NAME without wildcards, as s3:GetObject')
  }
  if (resource !== '*' && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(resource)) {
    throw new CommandFailure(
      exitCode.input,
      `\`${resource}\` is no ARN`,
      'for example arn:aws:s3:::bucket/key, or * for an action without resources',
    )
  }
  return { step: 'explain', by: readPrincipal(fixture, as), action, resource, context: readContext(context), expected: 'allowed' }
}

function readPrincipal(fixture: Fixture, as: string): Identity {
  if (as === 'anonymous') return { type: 'anonymous' }
  const user = [...fixture.users.values()].find((candidate) => candidate.name === as || userArn(fixture, candidate) === as)
  if (user !== undefined) return { type: 'user', name: user.name }
  const role = fixture.roles.get(as) ?? findRole(fixture, as)
  if (role !== undefined) return { type: 'role', arn: roleArn(fixture, role), sessionName: 'sallyport' }
  const names = [...fixture.users.keys(), ...fixture.roles.keys()]
  const { help } = didYouMean(as, names)
  throw new CommandFailure(
    exitCode.input,
    `the fixture has no user or role \`${as}\``,
    help ?? `it has ${names.map((name) => `\`${name}\``).join(', ')}`,
  )
}

function readContext(pairs: readonly string[]): Record<string, string> {
  const context: Record<string, string> = {}
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 1) throw new CommandFailure(exitCode.input, `\`${pair}\` is no context key`, 'write KEY=VALUE, as s3:prefix=daily/')
    context[pair.slice(0, equals).toLowerCase()] = pair.slice(equals + 1)
  }
  return context
}

function meets({ outcome }: Decision, expected: ExplainOptions['expect']): boolean {
  if (expected === undefined) return true
  return expected === 'denied' ? outcome !== 'allowed' : outcome === expected
}

const sentenceOf = ({ request }: Question, decision: Decision): string | undefined =>
  decision.outcome === 'allowed'
    ? undefined
    : denialMessage(decision, request, { service: request.action.slice(0, request.action.indexOf(':')), detail: true })

function toText(question: Question, decision: Decision, need: Need): string {
  const sentence = sentenceOf(question, decision)
  const near = nearMisses(decision)
  return [
    `${need.action} on ${need.resource}`,
    renderTrace(decision),
    ...(sentence === undefined ? [] : ['', `AWS says   ${sentence}`]),
    ...(near.length === 0
      ? []
      : ['', `near miss  ${near.length} statement${near.length === 1 ? '' : 's'} would allow it but for one element (marked \`nearly\`)`]),
    ...question.unread.map((arn) => `not read   ${arn}: its document is not in the fixture`),
    ...(question.assumed.length === 0 ? [] : [`assumed    ${question.assumed.map(renderAssumption).join(', ')}`]),
    '',
  ].join('\n')
}

const renderAssumption = ({ key, value }: Assumption): string => (value === undefined ? `no ${key}` : `${key}=${value}`)

function toJson(question: Question, decision: Decision): string {
  const { request, unread, assumed } = question
  const report = {
    request: { ...request, context: Object.fromEntries(request.context) },
    decision,
    message: sentenceOf(question, decision) ?? null,
    nearMisses: nearMisses(decision),
    unread,
    assumed,
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
