import { formatAddress } from '../base/cidr.ts'
import type { Problem } from '../base/problem.ts'
import { formatPlace, type Span } from '../base/span.ts'
import { describeBlocker } from '../network/describe-blocker.ts'
import { nameOfEnd } from '../network/describe-verdict.ts'
import type { WorldFinding } from '../network/open-to-world.ts'
import type { Reach } from '../network/reachable-from.ts'
import { formatTraffic } from '../network/traffic.ts'
import type { Blocker } from '../network/verdict.ts'
import { addressText } from './address-text.ts'
import { formatSources } from './format-sources.ts'
import type { AskedFlow } from './reach-text.ts'

// For scripts. Fields are only ever added; addresses and blocks are texts, places are `{ file, line, column }`.

export const flowJson = ({ flow, verdict }: AskedFlow): object => ({
  from: nameOfEnd(flow.source),
  to: nameOfEnd(flow.destination),
  traffic: formatTraffic(flow.traffic),
  outcome: verdict.outcome,
  sourceAddress: verdict.sourceAddress === undefined ? null : formatAddress(verdict.sourceAddress),
  destinationAddress: verdict.destinationAddress === undefined ? null : formatAddress(verdict.destinationAddress),
  arrival: plain(verdict.arrival ?? null),
  blockers: verdict.blockers.map(blockerJson),
  assumptions: plain(verdict.assumptions),
  portSpaces: plain(verdict.portSpaces),
  paths: plain(verdict.because),
})

function blockerJson(blocker: Blocker): object {
  const { code, direction, component, at, why, opens, ports } = blocker
  return {
    code,
    direction,
    component: { type: component.type, name: component.name },
    at: placeJson(at),
    place: formatPlace(at),
    ...describeBlocker(blocker),
    why: plain(why),
    opens: plain(opens),
    ...(ports === undefined ? {} : { ports: plain(ports) }),
  }
}

export const reachJson = ({ protocol, ports, outcome, ipv4, ipv6 }: Reach): object => ({
  protocol,
  ports,
  outcome,
  ipv4: formatSources(ipv4, 'ipv4'),
  ipv6: formatSources(ipv6, 'ipv6'),
})

export const worldJson = ({ networkInterface, at, protocol, ports, family, sources, share, rules, listeners }: WorldFinding): object => ({
  networkInterface,
  at: placeJson(at),
  protocol,
  ports,
  family,
  share,
  sources: formatSources(sources, family),
  rules: rules.map(placeJson),
  listeners: listeners.map(({ name, port }) => ({ name, port })),
})

export const noteJson = ({ code, at, message, help }: Problem): object => ({
  code,
  at: placeJson(at),
  message,
  ...(help === undefined ? {} : { help }),
})

const placeJson = ({ file, start, pointer }: Span): object => ({
  file,
  line: start.line,
  column: start.column,
  ...(pointer === undefined ? {} : { pointer }),
})

/** A part of a verdict with its addresses, blocks and places as JSON has them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (isSpan(value)) return placeJson(value)
  const address = addressText(value)
  if (address !== undefined) return address
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, plain(of)]))
}

const isSpan = (value: object): value is Span => 'file' in value && 'start' in value && 'end' in value
