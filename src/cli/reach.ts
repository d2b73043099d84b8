import type { Problem } from '../base/problem.ts'
import type { Result } from '../base/result.ts'
import { admits } from '../network/admits.ts'
import type { FlowDestination } from '../network/flow.ts'
import type { Network } from '../network/network.ts'
import { openToWorld } from '../network/open-to-world.ts'
import { type FlowProblem, type FlowText, parseFlow } from '../network/parse-flow.ts'
import { type Reach, type ReachOptions, reachableFrom } from '../network/reachable-from.ts'
import { flowJson, noteJson, reachJson, worldJson } from '../report/reach-json.ts'
import { type AskedFlow, renderFlow, renderFlowLine, renderReach, renderWorld } from '../report/reach-text.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { type GivenOptions, readGivenValues } from './given-values.ts'
import { type ExpectedFlow, loadFlows } from './load-flows.ts'
import { loadNetwork } from './load-network.ts'
import { printProblems } from './print-problems.ts'
import type { Enforcement } from './probe/enforcement.ts'
import { type Enforced, enforce, renderEnforced } from './reach-kernel.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'
import { terminalStyle } from './terminal-style.ts'

export interface ReachCommandOptions extends GivenOptions {
  readonly from?: string
  readonly to?: string
  readonly port?: string
  readonly protocol?: string
  readonly sourcePorts?: string
  readonly flows?: string
  readonly openToWorld?: boolean
  readonly expect?: Outcome
  readonly json?: boolean
  readonly enforce?: Enforcement
}

export type Outcome = 'open' | 'partial' | 'closed'

/** `sallyport reach`: flows through a network, decided by the model, and on request enforced by the kernel of this machine. */
export async function reach(paths: readonly string[], options: ReachCommandOptions): Promise<ExitCode> {
  checkOptions(options)
  const loaded = await loadNetwork(paths, readGivenValues(options))
  if (!loaded.ok) return printProblems(loaded) ?? exitCode.input
  const network = loaded.value
  const flows = options.flows === undefined ? undefined : loadFlows(options.flows, network)
  if (flows !== undefined && !flows.ok) return printProblems(flows) ?? exitCode.input
  const answer = await answerOf(network, flows?.value, options)
  if (options.json !== true) process.stderr.write(renderNotes(network.notes))
  process.stdout.write(
    options.json === true ? `${JSON.stringify({ ...answer.json, notes: network.notes.map(noteJson) }, null, 2)}\n` : answer.text,
  )
  return answer.meets ? exitCode.ok : exitCode.failed
}

interface Answer {
  readonly text: string
  readonly json: object
  readonly meets: boolean
}

function checkOptions({
  from,
  to,
  flows,
  openToWorld: world,
  port,
  protocol,
  sourcePorts,
  expect,
  enforce: enforcement,
}: ReachCommandOptions): void {
  const single = { '--from': from, '--to': to, '--port': port, '--protocol': protocol, '--source-ports': sourcePorts }
  const given = Object.entries(single).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (world === true && (given.length > 0 || flows !== undefined)) {
    throw new CommandFailure(exitCode.input, `\`--open-to-world\` asks about everything: it does not go with \`${given[0] ?? '--flows'}\``)
  }
  if (enforcement === 'kernel' && flows === undefined && from === undefined)
    throw new CommandFailure(exitCode.input, 'the kernel enforces flows: `--enforce kernel` goes with `--from` or `--flows`')
  if (flows !== undefined && (given.length > 0 || expect !== undefined)) {
    throw new CommandFailure(exitCode.input, `\`--flows\` names its own: it does not go with \`${given[0] ?? '--expect'}\``)
  }
  if (world !== true && flows === undefined && to === undefined) {
    throw new CommandFailure(
      exitCode.input,
      'what should be reached?',
      '`--to HOST|LISTENER|INTERFACE`, `--flows FILE` or `--open-to-world`',
    )
  }
}

async function answerOf(network: Network, flows: readonly ExpectedFlow[] | undefined, options: ReachCommandOptions): Promise<Answer> {
  const { from, to = '', port, protocol, sourcePorts } = options
  if (flows !== undefined) return answerFlows(network, flows, options)
  if (options.openToWorld === true) return answerWorld(network, options.expect)
  if (from === undefined) return answerReach(network, to, options)
  const text: FlowText = {
    from,
    to,
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(sourcePorts === undefined ? {} : { sourcePorts }),
  }
  return answerFlow(network, text, options)
}

async function answerFlow(network: Network, text: FlowText, { expect, enforce: who }: ReachCommandOptions): Promise<Answer> {
  const style = terminalStyle(process.stdout)
  const asked = orFail(parseFlow(network, text)).map((flow): AskedFlow => ({ flow, verdict: admits(network, flow) }))
  const enforced = await enforce(network, asked, who)
  return {
    text: asked.map((each, index) => `${renderFlow(each, style)}${enforcedLine(enforced?.[index])}`).join('\n'),
    json: { enforcement: who ?? 'model', flows: asked.map((each, index) => ({ ...flowJson(each), ...enforcedJson(enforced?.[index]) })) },
    meets: asked.every(({ verdict }, index) => meets(verdict.outcome, expect, enforced?.[index])),
  }
}

/** Where the kernel enforces, it has the say, and the model must agree. */
const meets = (model: Outcome, expect: Outcome | undefined, enforced: Enforced | undefined): boolean =>
  (expect === undefined || (enforced?.outcome ?? model) === expect) && enforced?.agrees !== false

const enforcedLine = (enforced: Enforced | undefined): string => (enforced === undefined ? '' : `\n  ${renderEnforced(enforced)}\n`)
const enforcedJson = (enforced: Enforced | undefined): object => (enforced === undefined ? {} : { kernel: enforced })

async function answerFlows(network: Network, flows: readonly ExpectedFlow[], { enforce: who }: ReachCommandOptions): Promise<Answer> {
  const style = terminalStyle(process.stdout)
  const found = flows.map(({ flow, expect }) => ({ asked: { flow, verdict: admits(network, flow) }, expect }))
  const enforced = await enforce(
    network,
    found.map((each) => each.asked),
    who,
  )
  const asked = found.map((each, index) => ({ ...each, enforced: enforced?.[index] }))
  const isMet = (each: (typeof asked)[number]): boolean => meets(each.asked.verdict.outcome, each.expect, each.enforced)
  const lines = asked.map(
    (each) =>
      `${renderFlowLine(each.asked, style)}${each.enforced === undefined ? '' : `  ${renderEnforced(each.enforced)}`}${isMet(each) || each.expect === undefined ? '' : style.bad(`  expected ${each.expect}`)}`,
  )
  const missed = asked.filter((each) => !isMet(each)).length
  return {
    text: `${lines.join('\n')}\n\n${asked.length} flows${missed === 0 ? '' : `, ${missed} not as expected`}\n`,
    json: {
      enforcement: who ?? 'model',
      flows: asked.map((each) => ({
        ...flowJson(each.asked),
        ...enforcedJson(each.enforced),
        ...(each.expect === undefined ? {} : { expected: each.expect, met: isMet(each) }),
      })),
    },
    meets: missed === 0,
  }
}

function answerReach(network: Network, to: string, options: ReachCommandOptions): Answer {
  const destination = targetOf(network, to)
  const reaches = reachableFrom(network, destination, reachOptions(options))
  return {
    text: renderReach(to, reaches, terminalStyle(process.stdout)),
    json: { to, reachableFrom: reaches.map(reachJson) },
    meets: options.expect === undefined || options.expect === outcomeOf(reaches),
  }
}

const outcomeOf = (reaches: readonly Reach[]): Outcome =>
  reaches.length === 0 ? 'closed' : reaches.some(({ outcome }) => outcome === 'open') ? 'open' : 'partial'

function targetOf(network: Network, to: string): FlowDestination & { readonly type: 'networkInterface' | 'listener' } {
  const [flow] = orFail(parseFlow(network, { from: '192.0.2.1', to, protocol: '0' }))
  const destination = flow?.destination
  if (destination?.type === 'networkInterface' || destination?.type === 'listener') return destination
  const named = [...network.listeners.values()].find(({ host }) => destination?.type === 'host' && host === destination.host)
  if (named !== undefined) return { type: 'listener', listener: named.name }
  throw new CommandFailure(
    exitCode.input,
    `\`${to}\` is no listener or interface`,
    'who reaches it can be listed for those; with `--from` anything can be asked for',
  )
}

function reachOptions({ port, protocol, sourcePorts }: ReachCommandOptions): ReachOptions {
  const ports = port === undefined ? undefined : rangeOf('--port', port)
  if (protocol !== undefined && protocol !== 'tcp' && protocol !== 'udp') {
    throw new CommandFailure(exitCode.input, `\`${protocol}\` has no ports to list`, 'without `--from` the protocol is `tcp` or `udp`')
  }
  return {
    ...(ports === undefined ? {} : { ports }),
    ...(protocol === undefined ? {} : { protocols: [protocol] }),
    ...(sourcePorts === undefined ? {} : { sourcePorts: rangeOf('--source-ports', sourcePorts) }),
  }
}

function rangeOf(option: string, text: string): { readonly from: number; readonly to: number } {
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []
  const range = { from: Number(from), to: Number(to) }
  if (range.from <= range.to && range.to <= 65535) return range
  throw new CommandFailure(
    exitCode.input,
    `\`${text}\` is no port or range of ports`,
    `for example \`${option} 5432\` or \`${option} 1024-65535\``,
  )
}

function answerWorld(network: Network, expect: Outcome | undefined): Answer {
  const findings = openToWorld(network)
  return {
    text: renderWorld(findings, terminalStyle(process.stdout)),
    json: { openToWorld: findings.map(worldJson) },
    meets: expect === undefined || (expect === 'closed') === (findings.length === 0),
  }
}

function orFail<T>(result: Result<T, readonly FlowProblem[]>): T {
  if (result.ok) return result.value
  const [first, ...more] = result.error
  const help = [...(first?.help === undefined ? [] : [first.help]), ...more.map(({ message }) => message)].join('; ')
  throw new CommandFailure(exitCode.input, first?.message ?? '', help === '' ? undefined : help)
}

/** More than these hide the answer. */
const mostNotes = 8

function renderNotes(notes: readonly Problem[]): string {
  if (notes.length === 0) return ''
  const shown = renderProblems(notes.slice(0, mostNotes), readSource).replace(/\n\n\d+ problems? in \d+ files?\n$/, '\n')
  const hidden = notes.length - mostNotes
  return `${shown}${hidden > 0 ? `\n${hidden} more notes: \`--json\` has them all\n` : ''}\n`
}
