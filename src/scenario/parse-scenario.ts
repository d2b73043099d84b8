import { member } from '../base/located.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type Report, reportTo, type TextAt } from '../base/shape.ts'
import type { Span } from '../base/span.ts'
import { didYouMean } from '../base/suggest.ts'
import type { Fixture, PolicyFile } from '../fixture/fixture.ts'
import { readConnection } from './connection.ts'
import { readEnsembleConnection } from './ensemble-connection.ts'
import type { Case, Expectation, ExpectedFault, Injection, Place, Scenario } from './scenario.ts'
import { type CaseText, type ScenarioText, scenarioShape } from './scenario-shape.ts'
import { readServerConnection } from './server-connection.ts'

export interface ScenarioSource {
  readonly name: string
  /** As the user would type it. */
  readonly file: string
  /** The ids of the catalogue. */
  readonly faults: readonly string[]
}

/** A scenario whose shape is right; the fixture that it names is still to be loaded. */
export interface ScenarioOutline {
  readonly source: ScenarioSource
  readonly at: Span
  readonly text: ScenarioText
}

/**
 * Reads the text of a scenario and checks what needs no fixture. An outline may come with problems: its connection can still be checked against
 * its fixture, so that those problems are told at the same time.
 */
export function parseScenario(text: string, source: ScenarioSource, problems: Problem[]): ScenarioOutline | undefined {
  const root = parseYaml(text, source.file)
  if (!root.ok) {
    problems.push(...root.error)
    return undefined
  }
  const report = reportTo(problems, 'scenario')
  const read = scenarioShape.read(root.value, report)
  if (read === undefined) return undefined
  for (const entry of read.of.cases) checkCase(entry, source.faults, report)
  if (read.of.cases.length === 0) report('no-cases', root.value.at, 'a scenario needs at least one case')
  return { source, at: read.at, text: read.of }
}

/** The fixture that a scenario names, whatever else is wrong with it. */
export function fixtureNamedIn(text: string, file: string): TextAt | undefined {
  const root = parseYaml(text, file)
  const value = root.ok && root.value.kind === 'object' ? member(root.value, 'fixture') : undefined
  return value?.kind === 'string' ? { text: value.value, at: value.at } : undefined
}

/** Joins a scenario with its fixture: names become ARNs, places become places of the fixture's files. */
export function bindScenario({ source, at, text }: ScenarioOutline, fixture: Fixture): Result<Scenario, readonly Problem[]> {
  const problems: Problem[] = []
  const report = reportTo(problems, 'scenario')
  const connection = readAnyConnection(text, fixture, report)
  const network = fixture.network === undefined ? [] : [fixture.network.at.file]
  const files = [...new Set([...policyFiles(fixture).map(({ file }) => file), ...network, fixture.at.file, source.file])]
  const cases = text.cases.map((entry) => readCase(entry, text.tags?.items ?? [], files, report))
  if (connection === undefined || problems.length > 0) return err(problems)
  const settings = Object.entries(text.connection.of).flatMap(([name, value]) => (value === undefined ? [] : [[name, value.at] as const]))
  return ok({ name: source.name, at, fixture, connection, settings: new Map(settings), cases })
}

function readAnyConnection(text: ScenarioText, fixture: Fixture, report: Report): Scenario['connection'] | undefined {
  switch (text.kind) {
    case 'bucket':
      return readConnection(text, fixture, report)
    case 'server':
      return readServerConnection(text, fixture, report)
    case 'ensemble':
      return readEnsembleConnection(text, fixture, report)
  }
}

const policyFiles = ({ users, groups, roles, policies, buckets, keys }: Fixture): readonly PolicyFile[] => [
  ...[...users.values(), ...groups.values(), ...roles.values()].flatMap(({ inline }) => [...inline.values()]),
  ...[...users.values(), ...roles.values()].flatMap(({ boundary }) => boundary ?? []),
  ...[...roles.values()].map(({ trust }) => trust),
  ...[...policies.values()].map(({ document }) => document),
  ...[...buckets.values()].flatMap(({ policy }) => policy ?? []),
  ...[...keys.values()].map(({ policy }) => policy),
]

type CaseEntry = ScenarioText['cases'][number]

function checkCase({ value: { at, of } }: CaseEntry, known: readonly string[], report: Report): void {
  const injected = namedFaults(of.inject)
  for (const id of injected) checkFault(id, known, report)
  const injection = injectionOf(of.inject)
  if ('long' in of.expect) {
    checkExpectation(of.expect.long, known, report)
    if (injection.kind === 'all') allExpectsSame(of.expect.long.at, report)
  } else if (of.expect.short.value === 'same' && injection.kind === 'nothing') {
    report('same-as-nothing', at, '`same` expects what is injected, and nothing is', 'add `inject`, or expect `healthy`')
  } else if (of.expect.short.value === 'healthy' && injection.kind === 'all') {
    allExpectsSame(of.expect.short.at, report)
  }
}

const allExpectsSame = (at: Span, report: Report): void =>
  report('all-expects-same', at, 'with `inject: all` each fault is a case of its own', 'write `expect: same`')

function checkFault({ text, at }: TextAt, known: readonly string[], report: Report): void {
  if (known.includes(text)) return
  report('unknown-fault', at, `there is no fault \`${text}\``, didYouMean(text, known).help ?? '`sallyport faults` lists them all')
}

type ExpectationText = Extract<CaseText['expect'], { readonly long: unknown }>['long']

function checkExpectation({ at, of: { fault, at: place, faults } }: ExpectationText, known: readonly string[], report: Report): void {
  if ((fault === undefined) === (faults === undefined)) {
    report('fault-or-faults', at, 'an expectation has either `fault` or `faults`')
  } else if (place !== undefined && fault === undefined) {
    report('place-without-fault', place.at, '`at` goes with `fault`', 'write `faults: [{ fault: …, at: … }]`')
  } else if (faults?.items.length === 0) {
    report('no-fault', faults.at, '`faults` names none', 'expect `healthy`')
  }
  for (const expected of expectedFaults({ at, of: { fault, at: place, faults } })) checkFault(expected.fault, known, report)
}

const namedFaults = (inject: CaseText['inject']): readonly TextAt[] => {
  if (inject === undefined) return []
  if ('short' in inject) return inject.short.items
  return inject.long.text === 'all' ? [] : [inject.long]
}

function injectionOf(inject: CaseText['inject']): Injection {
  if (inject !== undefined && 'long' in inject && inject.long.text === 'all') return { kind: 'all' }
  const faults = namedFaults(inject).map(({ text }) => text)
  return faults.length === 0 ? { kind: 'nothing' } : { kind: 'faults', faults }
}

interface ExpectedText {
  readonly fault: TextAt
  readonly place: TextAt | undefined
}

function expectedFaults({ of: { fault, at, faults } }: ExpectationText): readonly ExpectedText[] {
  if (fault !== undefined) return [{ fault, place: at }]
  return (faults?.items ?? []).map((each) =>
    'short' in each ? { fault: each.short, place: undefined } : { fault: each.long.of.fault, place: each.long.of.at },
  )
}

function readCase({ key, keyAt, value: { of } }: CaseEntry, common: readonly TextAt[], files: readonly string[], report: Report): Case {
  const tags = [...common, ...(of.tags?.items ?? [])].map(({ text }) => text)
  return {
    title: key,
    at: keyAt,
    inject: injectionOf(of.inject),
    expect: readExpectation(of.expect, files, report),
    tags,
    ...(of.only?.value === true ? { only: true } : {}),
  }
}

function readExpectation(expect: CaseText['expect'], files: readonly string[], report: Report): Expectation {
  if ('short' in expect) return { kind: expect.short.value }
  const faults = expectedFaults(expect.long).map(({ fault, place }): ExpectedFault => {
    const read = place && readPlace(place, files, report)
    return { fault: fault.text, ...(read === undefined ? {} : { place: read }) }
  })
  return { kind: 'faults', faults }
}

/** A file may be named by the end of its path, as far as only one file of the fixture ends so. */
function readPlace({ text, at }: TextAt, files: readonly string[], report: Report): Place | undefined {
  const [name = '', pointer, ...rest] = text.split('#')
  if (pointer === undefined || rest.length > 0 || !/^(\/|$)/.test(pointer)) {
    report('place', at, `\`${text}\` is not a place in a file`, 'a file and a JSON pointer: `read.json#/Statement/0/Resource`')
    return undefined
  }
  const end = name.replace(/^\.\//, '')
  const found = files.filter((file) => file === end || file.endsWith(`/${end}`))
  const [file] = found
  if (file !== undefined && found.length === 1) return { file, pointer }
  const names = files.map((each) => each.slice(each.lastIndexOf('/') + 1))
  const help = found.length > 1 ? `it may be ${found.map((each) => `\`${each}\``).join(' or ')}` : didYouMean(end, names).help
  report('unknown-file', at, found.length > 1 ? `several files are called \`${end}\`` : `the fixture has no file \`${end}\``, help)
  return undefined
}
