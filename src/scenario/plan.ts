import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import { type AnyFault, injectFault } from '../faults/every-fault.ts'
import { type AnySetUp, isServerConnection } from '../faults/server-set-up.ts'
import type { Case, ExpectedFault, Scenario } from './scenario.ts'

/** One set-up to deploy and probe, and what is expected of its diagnosis. A case with `inject: all` becomes one for each fault that applies. */
export interface PlannedCase {
  readonly scenario: Scenario
  readonly case: Case
  readonly title: string
  /** What was injected, in this order. */
  readonly injected: readonly string[]
  readonly setUp: AnySetUp
  /** None: healthy. */
  readonly expected: readonly ExpectedFault[]
}

type Faults = ReadonlyMap<string, AnyFault>

/** Injects the faults of every case. A fault that does not apply to its fixture is a problem of the scenario. */
export function planCases(scenarios: readonly Scenario[], faults: Faults): Result<readonly PlannedCase[], readonly Problem[]> {
  const planned = casesInTurn(scenarios, faults)
  return planned.ok ? ok([...planned.value]) : planned
}

/** The same one by one: all problems are known at once, but a case of `inject: all` is made when it is asked for, and the first can run before. */
export function casesInTurn(scenarios: readonly Scenario[], faults: Faults): Result<Iterable<PlannedCase>, readonly Problem[]> {
  const checked: CheckedCase[] = []
  const problems: Problem[] = []
  for (const scenario of scenarios) {
    const healthy = setUpOf(scenario.fixture, scenario.connection)
    for (const each of scenario.cases) {
      const result = checkCase(scenario, each, healthy, faults)
      if (result.ok) checked.push(result.value)
      else problems.push(result.error)
    }
  }
  return problems.length === 0 ? ok(expand(checked, faults)) : err(problems)
}

interface CheckedCase {
  readonly scenario: Scenario
  readonly case: Case
  /** What the faults are injected into, where all are; else what to probe. */
  readonly setUp: AnySetUp
}

function checkCase(scenario: Scenario, each: Case, healthy: AnySetUp, faults: Faults): Result<CheckedCase, Problem> {
  switch (each.inject.kind) {
    case 'nothing':
      return ok({ scenario, case: each, setUp: setUpOf(scenario.fixture, scenario.connection) })
    case 'all': {
      const message = 'no fault of the catalogue applies to this fixture and connection'
      const applies = [...faults.keys()].some((id) => injectAll(healthy, [id], faults).ok)
      return applies ? ok({ scenario, case: each, setUp: healthy }) : err({ code: 'scenario/nothing-applies', at: each.at, message })
    }
    case 'faults': {
      const broken = injectAll(healthy, each.inject.faults, faults)
      return broken.ok ? ok({ scenario, case: each, setUp: broken.value }) : err(notApplicable(each, scenario, broken.error))
    }
  }
}

function* expand(checked: readonly CheckedCase[], faults: Faults): Generator<PlannedCase> {
  for (const { scenario, case: each, setUp } of checked) {
    const plan = (title: string, injected: readonly string[], of: AnySetUp): PlannedCase => ({
      scenario,
      case: each,
      title,
      injected,
      setUp: of,
      expected: expectedOf(each, injected),
    })
    if (each.inject.kind !== 'all') yield plan(each.title, each.inject.kind === 'faults' ? each.inject.faults : [], setUp)
    else
      for (const id of faults.keys()) {
        const broken = injectAll(setUp, [id], faults)
        if (broken.ok) yield plan(`${each.title} > ${id}`, [id], broken.value)
      }
  }
}

const setUpOf = (fixture: Scenario['fixture'], connection: Scenario['connection']): AnySetUp =>
  isServerConnection(connection) ? { fixture, connection } : { fixture, connection }

/** The set-up with all of them wrong; the id of the first that does not apply otherwise. */
export function injectAll(healthy: AnySetUp, ids: readonly string[], faults: Faults): Result<AnySetUp, string> {
  let setUp = healthy
  for (const id of ids) {
    const fault = faults.get(id)
    const broken = fault && injectFault(fault, setUp)
    if (broken === undefined) return err(id)
    setUp = broken
  }
  return ok(setUp)
}

function notApplicable(each: Case, scenario: Scenario, id: string): Problem {
  const several = each.inject.kind === 'faults' && each.inject.faults.length > 1
  const asItIs = scenario.cases.find(({ inject }) => inject.kind === 'nothing')?.at
  const first =
    asItIs === undefined ? '' : `; \`sallyport test ${asItIs.file}:${asItIs.start.line}\` says whether the files are wrong already`
  return {
    code: 'scenario/fault-does-not-apply',
    at: each.at,
    message: `\`${id}\` cannot be injected into \`${scenario.fixture.name}\`${several ? ' after the faults before it' : ''}`,
    help: `\`sallyport faults ${id}\` says what it needs${first}`,
  }
}

function expectedOf(each: Case, injected: readonly string[]): readonly ExpectedFault[] {
  switch (each.expect.kind) {
    case 'healthy':
      return []
    case 'same':
      return injected.map((fault) => ({ fault }))
    case 'faults':
      return each.expect.faults
  }
}
