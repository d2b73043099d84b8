import { dirname, join } from 'node:path'
import { catalogue } from '../../faults/catalogue.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { displayPath } from '../../fixture/load.ts'
import { loadScenarios } from '../../scenario/load.ts'
import { type PlannedCase, planCases } from '../../scenario/plan.ts'
import type { Case, Scenario } from '../../scenario/scenario.ts'
import { type Matrix, parseMatrix } from '../../sweep/matrix.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { readNamedFile } from '../read-named-file.ts'
import { readSource } from '../read-source.ts'
import { renderProblems } from '../render-problems.ts'
import { regionsOf } from '../run-on-target.ts'

/** One cell of the matrix. */
export interface SweepCase {
  readonly id: string
  readonly planned: PlannedCase
  readonly target: string
  /** Absent: the fixture stays in its own. */
  readonly region?: string
}

/** A fixture to be compared with what a target really has. */
export interface DriftCase {
  readonly id: string
  readonly fixture: Fixture
  readonly target: string
}

export interface LoadedSweep {
  readonly matrix: Matrix
  readonly cases: readonly SweepCase[]
  readonly drifts: readonly DriftCase[]
}

/** Reads the matrix and everything that it names; problems end the command. */
export async function loadSweep(file: string): Promise<LoadedSweep> {
  const faults = new Map(catalogue.map((fault) => [fault.id, fault]))
  const matrix = orProblems(
    parseMatrix(readNamedFile(file, 'a sweep is described in `sweep.yaml`: docs/sweeps.md shows one'), displayPath(file), [
      ...faults.keys(),
    ]),
  )
  const paths = matrix.scenarios.map((path) => join(dirname(file), path))
  const scenarios = orProblems(await loadScenarios(paths, [...faults.keys()]))
  const asked = scenarios.map((scenario) => ({ ...scenario, cases: casesOf(scenario, matrix) }))
  const planned = orProblems(planCases(asked, faults))
  const fixtures = new Map(scenarios.map(({ fixture }) => [fixture.at.file, fixture]))
  const drifts = matrix.drift.flatMap((target) =>
    [...fixtures].map(([where, fixture]) => ({ id: `${where} as it stands @ ${target}`, fixture, target })),
  )
  return { matrix, drifts, cases: matrix.targets.flatMap((target) => planned.flatMap((each) => cellsOf(each, target, matrix.regions))) }
}

function orProblems<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Parameters<typeof renderProblems>[0] },
): T {
  if (result.ok) return result.value
  process.stderr.write(renderProblems(result.error, readSource))
  throw new CommandFailure(exitCode.input, 'nothing was run')
}

function casesOf({ at, cases }: Scenario, { faults }: Matrix): readonly Case[] {
  if (faults === undefined) return cases
  const common = { at, expect: { kind: 'same' } } as const
  if (faults === 'all') return [{ title: 'every fault', inject: { kind: 'all' }, ...common }]
  return faults.map((id) => ({ title: id, inject: { kind: 'faults', faults: [id] }, ...common }))
}

/** A fixture that stands in several regions cannot be moved to one: it is swept where it is. Each cell has a case of its own. */
function cellsOf(planned: PlannedCase, target: string, regions: readonly string[]): readonly SweepCase[] {
  const { scenario, title, setUp } = planned
  const cell = (where: string): string => `${scenario.at.file} > ${title} @ ${target}/${where}`
  const own = regionsOf(setUp.fixture)
  if (regions.length === 0 || own.length !== 1) return [{ id: cell(own.join('+')), planned: { ...planned }, target }]
  return regions.map((region) => ({ id: cell(region), planned: { ...planned }, target, region }))
}
