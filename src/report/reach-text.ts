import { formatAddress } from '../base/cidr.ts'
import { formatPlace, type Span } from '../base/span.ts'
import { describeBlocker, describeComponent } from '../network/describe-blocker.ts'
import { describeArrival, describeAssumption, describeEvidence, describeFlow, describePortSpace } from '../network/describe-verdict.ts'
import type { Flow } from '../network/flow.ts'
import type { WorldFinding } from '../network/open-to-world.ts'
import type { Reach } from '../network/reachable-from.ts'
import { formatPorts } from '../network/traffic.ts'
import type { Blocker, Check, Evidence, Hop, PathTrace, Verdict } from '../network/verdict.ts'
import { formatSources } from './format-sources.ts'
import type { Style } from './style.ts'

export interface AskedFlow {
  readonly flow: Flow
  readonly verdict: Verdict
}

/** One flow for reading: the outcome, the way there and back hop by hop, every blocker with its place and what would open it. */
export function renderFlow({ flow, verdict }: AskedFlow, style: Style): string {
  const { blockers, assumptions, arrival, portSpaces, because } = verdict
  const narrow = portSpaces.filter(({ share }) => share < 1)
  return [
    `${outcomeWord(verdict, style)}  ${style.bold(describeFlow(flow))}`,
    ...because.flatMap((path) => ['', ...renderPath(path, style)]),
    ...(arrival === undefined || verdict.outcome === 'closed' ? [] : ['', `  ${describeArrival(arrival)}`]),
    ...(narrow.length === 0 ? [] : ['', ...narrow.map((space) => `  ${describePortSpace(space)}`)]),
    ...(blockers.length === 0 ? [] : ['', ...renderBlockers(blockers, style)]),
    ...(assumptions.length === 0 ? [] : ['', ...assumptions.map((each) => style.dim(`  assumed   ${describeAssumption(each)}`))]),
    '',
  ].join('\n')
}

/** One line a flow, for many of them. */
export const renderFlowLine = ({ flow, verdict }: AskedFlow, style: Style): string =>
  `${outcomeWord(verdict, style)}  ${describeFlow(flow)}${verdict.blockers.length === 0 ? '' : `  ${style.dim([...new Set(verdict.blockers.map(({ code }) => code))].join(', '))}`}`

const outcomeWord = ({ outcome }: Verdict, style: Style): string => {
  const paint = outcome === 'open' ? style.good : outcome === 'closed' ? style.bad : style.warn
  return paint(outcome.padEnd(7))
}

function renderPath({ direction, because }: PathTrace, style: Style): readonly string[] {
  return [`  ${direction === 'forward' ? 'there' : 'back'}`, ...because.flatMap((hop) => renderHop(hop, style))]
}

function renderHop({ component, source, destination, because }: Hop, style: Style): readonly string[] {
  const addresses = style.dim(`${formatAddress(source)} -> ${formatAddress(destination)}`)
  return [`    ${describeComponent(component)}  ${addresses}`, ...because.flatMap((check) => renderCheck(check, style))]
}

function renderCheck(check: Check, style: Style): readonly string[] {
  switch (check.outcome) {
    case 'passes': {
      const at = placeOf(check.by)
      return [`      ${style.good('ok')}    ${describeEvidence(check.by)}${at === undefined ? '' : `  ${style.dim(formatPlace(at))}`}`]
    }
    case 'relayed':
      return check.because.flatMap((verdict) => [
        `      ${style.dim('relayed')}`,
        ...verdict.because.flatMap((path) => renderPath(path, style).map((line) => `      ${line}`)),
      ])
    default: {
      const word = check.outcome === 'blocked' ? style.bad('STOP') : style.warn('some')
      return [`      ${word}  ${check.blocker.code}: ${describeBlocker(check.blocker).message}`]
    }
  }
}

function placeOf(evidence: Evidence): Span | undefined {
  switch (evidence.type) {
    case 'securityGroupRule':
      return evidence.rule.at
    case 'networkAclEntry':
      return evidence.entry.at
    case 'route':
      return evidence.route.at
    default:
      return undefined
  }
}

function renderBlockers(blockers: readonly Blocker[], style: Style): readonly string[] {
  const heading = blockers.length === 1 ? '1 blocker' : `${blockers.length} blockers, each has to go`
  return [`  ${style.bold(heading)}`, ...blockers.flatMap((blocker) => renderBlocker(blocker, style))]
}

function renderBlocker(blocker: Blocker, style: Style): readonly string[] {
  const { message, help } = describeBlocker(blocker)
  return [
    `  ${style.bad(blocker.code)}  ${formatPlace(blocker.at)}`,
    `    ${message}`,
    ...(help === undefined ? [] : [`    ${style.good('opens')}   ${help}`]),
  ]
}

/** Who reaches what, when nobody was named. */
export function renderReach(to: string, reaches: readonly Reach[], style: Style): string {
  if (reaches.length === 0) return `${style.bad('closed')}   nobody reaches ${style.bold(to)}\n`
  const lines = reaches.flatMap(({ protocol, ports, outcome, ipv4, ipv6 }) => {
    const head = `  ${protocol}/${formatPorts(ports)}${outcome === 'partial' ? style.warn(' from some source ports') : ''}`
    return [head, ...sourceLine('IPv4', formatSources(ipv4, 'ipv4')), ...sourceLine('IPv6', formatSources(ipv6, 'ipv6'))]
  })
  return [`${style.bold(to)} can be reached`, ...lines, ''].join('\n')
}

const sourceLine = (family: string, sources: readonly string[]): readonly string[] =>
  sources.length === 0 ? [] : [`    ${family}  ${sources.join(', ')}`]

/** What half of the internet or more can reach. */
export function renderWorld(findings: readonly WorldFinding[], style: Style): string {
  if (findings.length === 0) return `${style.good('closed')}   nothing is open to the world that is not meant to be\n`
  const lines = findings.flatMap(({ networkInterface, at, protocol, ports, family, share, rules, listeners }) => [
    `${style.bad('open')}     ${style.bold(networkInterface)} ${protocol}/${formatPorts(ports)} to ${share === 1 ? 'all' : `${Math.round(share * 100)} %`} of the internet (${family === 'ipv4' ? 'IPv4' : 'IPv6'})  ${style.dim(formatPlace(at))}`,
    ...rules.map((rule) => `           let in by the rule at ${formatPlace(rule)}`),
    ...(listeners.length === 0 ? [] : [`           there listens ${listeners.map(({ name }) => `\`${name}\``).join(', ')}`]),
  ])
  return [...lines, ''].join('\n')
}
