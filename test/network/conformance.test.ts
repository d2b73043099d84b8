import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatAddress, formatCidr } from '../../src/base/cidr.ts'
import { cidrsOf } from '../../src/base/interval-set.ts'
import { parseJson } from '../../src/base/parse-json.ts'
import { admits } from '../../src/network/admits.ts'
import { importDescribe } from '../../src/network/import-describe.ts'
import type { Network } from '../../src/network/network.ts'
import type { FlowText } from '../../src/network/parse-flow.ts'
import { parseNetwork } from '../../src/network/parse-network.ts'
import { reachableFrom } from '../../src/network/reachable-from.ts'
import { networkContext } from '../../src/network/request-context.ts'
import type { Verdict } from '../../src/network/verdict.ts'
import { codesOf, flowOf } from './networks.ts'

// Each file: networks by name, and cases. A case takes a network, with some things (`with`: objects are merged, lists replaced) and without others,
// and says what AWS does by the page that it links.

interface Case {
  readonly rule: number
  readonly name: string
  readonly spec: string
  readonly notModelled?: string
  readonly network?: string
  readonly with?: Tree
  readonly without?: Tree
  /** Instead of a fixture's network: what the AWS CLI prints. */
  readonly describe?: unknown
  readonly flow?: FlowText
  readonly expect: Expectation
}

type Tree = { readonly [key: string]: unknown }

interface Expectation {
  readonly problems?: readonly string[]
  readonly notes?: readonly string[]
  readonly outcome?: Verdict['outcome']
  readonly blockers?: readonly string[]
  readonly directions?: readonly string[]
  readonly share?: number
  readonly assumptions?: readonly string[]
  readonly arrival?: Tree
  readonly sourceAddress?: string
  readonly destinationAddress?: string
  readonly context?: { readonly [key: string]: readonly string[] }
  readonly reach?: { readonly target: string; readonly port: number; readonly ipv4: readonly string[] }
}

interface Suite {
  readonly networks: { readonly [name: string]: Tree }
  readonly cases: readonly Case[]
}

const folder = join(import.meta.dirname, 'conformance')
const suites = readdirSync(folder)
  .sort()
  .map((file) => ({ file, suite: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Suite }))

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

function merged(base: unknown, change: unknown): unknown {
  if (!isTree(base) || !isTree(change)) return change
  return {
    ...base,
    ...Object.fromEntries(Object.entries(change).map(([key, value]) => [key, key in base ? merged(base[key], value) : value])),
  }
}

/** `{ routeTables: { private: ['routes'] } }` takes `routes` away; an empty key is the whole. */
function without(base: unknown, change: unknown): unknown {
  if (!isTree(base)) return base
  if (Array.isArray(change)) return Object.fromEntries(Object.entries(base).filter(([key]) => !change.includes(key)))
  if (!isTree(change)) return base
  if ('' in change) return without(base, change[''])
  return { ...base, ...Object.fromEntries(Object.entries(change).map(([key, value]) => [key, without(base[key], value)])) }
}

function read({ networks }: Suite, { network, with: more, without: less, describe: answers }: Case) {
  const value = answers ?? without(merged(networks[network ?? ''], more ?? {}), less ?? {})
  const tree = parseJson(JSON.stringify(value), 'network.json')
  if (!tree.ok) throw new Error('the case is no JSON')
  return answers === undefined ? parseNetwork(tree.value) : importDescribe([{ file: 'network.json', tree: tree.value }])
}

describe.each(suites)('$file', ({ suite }) => {
  it.each(suite.cases.filter(({ notModelled }) => notModelled === undefined))('rule $rule: $name', (each) => {
    const parsed = read(suite, each)
    expect(parsed.ok ? [] : parsed.error.map(({ code }) => code)).toEqual(each.expect.problems ?? [])
    if (!parsed.ok) return
    if (each.expect.notes !== undefined) expect(unexpected(parsed.value, each.expect.notes)).toEqual(each.expect.notes)
    if (each.expect.reach !== undefined) checkReach(parsed.value, each.expect.reach)
    if (each.flow !== undefined) checkVerdict(parsed.value, each.flow, each.expect)
  })

  it.each(suite.cases.filter(({ notModelled }) => notModelled !== undefined))('rule $rule is not modelled: $name', ({ notModelled }) => {
    expect(notModelled).toMatch(/\w+ \w+/)
  })
})

/** Notes of the kinds that the case asks about. */
const unexpected = ({ notes }: Network, asked: readonly string[]): readonly string[] =>
  notes.map(({ code }) => code).filter((code) => asked.length === 0 || asked.includes(code))

function checkReach(network: Network, { target, port, ipv4 }: NonNullable<Expectation['reach']>): void {
  const [reach] = reachableFrom(
    network,
    { type: 'networkInterface', networkInterface: target },
    { protocols: ['tcp'], ports: { from: port, to: port } },
  )
  expect(cidrsOf(reach?.ipv4 ?? [], 'ipv4').map(formatCidr)).toEqual(ipv4)
}

function checkVerdict(network: Network, flow: FlowText, expected: Expectation): void {
  const verdict = admits(network, flowOf(network, flow))
  expect({ outcome: verdict.outcome, blockers: codesOf(verdict) }).toEqual({ outcome: expected.outcome, blockers: expected.blockers })
  if (expected.directions !== undefined) expect(verdict.blockers.map(({ direction }) => direction)).toEqual(expected.directions)
  if (expected.share !== undefined) expect(verdict.portSpaces[0]?.share).toBeCloseTo(expected.share, 3)
  if (expected.assumptions !== undefined) expect(verdict.assumptions.map(({ assumption }) => assumption)).toEqual(expected.assumptions)
  if (expected.arrival !== undefined) expect(verdict.arrival).toMatchObject(expected.arrival)
  if (expected.sourceAddress !== undefined)
    expect(verdict.sourceAddress && formatAddress(verdict.sourceAddress)).toBe(expected.sourceAddress)
  if (expected.destinationAddress !== undefined) {
    expect(verdict.destinationAddress && formatAddress(verdict.destinationAddress)).toBe(expected.destinationAddress)
  }
  if (expected.context !== undefined) expect(Object.fromEntries(networkContext(network, verdict))).toEqual(expected.context)
}

it('there is a case for each of the 84 rules, and each links its page', () => {
  const cases = suites.flatMap(({ suite }) => suite.cases)
  const rules = new Set(cases.map(({ rule }) => rule))
  expect(Array.from({ length: 84 }, (_, index) => index + 1).filter((rule) => !rules.has(rule))).toEqual([])
  expect(cases.filter(({ spec }) => !spec.startsWith('https://'))).toEqual([])
})
