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

/** Injects the faults of every case. A fault that does not apply to its fixture is a problem of the scenario. */
export function planCases(
  scenarios: readonly Scenario[],
  faults: ReadonlyMap<string, AnyFault>,
): Result<readonly PlannedCase[], readonly Problem[]> {
  const planned: PlannedCase[] = []
  const problems: Problem[] = []
  for (const scenario of scenarios) {
    for (const each of scenario.cases) {
      const result = planCase(scenario, each, faults)
      if (result.ok) planned.push(...result.value)
      else problems.push(result.error)
    }
  }
  return problems.length === 0 ? ok(planned) : err(problems)
}

function planCase(scenario: Scenario, each: Case, faults: ReadonlyMap<string, AnyFault>): Result<readonly PlannedCase[], Problem> {
  const { fixture, connection } = scenario
  const healthy = setUpOf(fixture, connection)
  const plan = (title: string, injected: readonly string[], setUp: AnySetUp): PlannedCase => ({
    scenario,
    case: each,
    title,
    injected,
    setUp,
    expected: expectedOf(each, injected),
  })
  switch (each.inject.kind) {
    case 'nothing':
      return ok([plan(each.title, [], healthy)])
    case 'all':
      return planAll(each, healthy, faults, (id, setUp) => plan(`${each.title} > ${id}`, [id], setUp))
    case 'faults': {
      const broken = injectAll(healthy, each.inject.faults, faults)
      return broken.ok ? ok([plan(each.title, each.inject.faults, broken.value)]) : err(notApplicable(each, scenario, broken.error))
    }
  }
}

function planAll(
  each: Case,
  healthy: AnySetUp,
  faults: ReadonlyMap<string, AnyFault>,
  plan: (id: string, setUp: AnySetUp) => PlannedCase,
): Result<readonly PlannedCase[], Problem> {
  const planned = [...faults.keys()].flatMap((id) => {
    const broken = injectAll(healthy, [id], faults)
    return broken.ok ? [plan(id, broken.value)] : []
  })
  const message = 'no fault of the catalogue applies to this fixture and connection'
  return planned.length === 0 ? err({ code: 'scenario/nothing-applies', at: each.at, message }) : ok(planned)
}

const setUpOf = (fixture: Scenario['fixture'], connection: Scenario['connection']): AnySetUp =>
  isServerConnection(connection) ? { fixture, connection } : { fixture, connection }

/** The set-up with all of them wrong; the id of the first that does not apply otherwise. */
export function injectAll(healthy: AnySetUp, ids: readonly string[], faults: ReadonlyMap<string, AnyFault>): Result<AnySetUp, string> {
  let setUp = healthy
  for (const id of ids) {
    const fault = faults.get(id)
    const broken = fault && injectFault(fault, setUp)
    if (broken === undefined) return err(id)
    setUp = broken
  }
  return ok(setUp)
}

const notApplicable = (each: Case, scenario: Scenario, id: string): Problem => ({
  code: 'scenario/fault-does-not-apply',
  at: each.at,
  message: `\`${id}\` cannot be injected into \`${scenario.fixture.name}\`${each.inject.kind === 'faults' && each.inject.faults.length > 1 ? ' after the faults before it' : ''}`,
  help: `\`sallyport faults ${id}\` says what it needs`,
})

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
