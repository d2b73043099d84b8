import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { type PageFacts, type PageRequest, page } from './page.ts'
import { type EvaluationResult, simulate } from './simulate.ts'
import type { Simulation } from './simulation.ts'

export interface SimulationPage extends PageFacts {
  readonly EvaluationResults: readonly EvaluationResult[]
}

/** One result an action, in the order of the call. Only the results of the page are simulated. */
export function simulatePage(
  simulation: Simulation,
  {
    ActionNames,
    ResourceArns = ['*'],
    ...asked
  }: PageRequest & { readonly ActionNames: readonly string[]; readonly ResourceArns?: readonly string[] | undefined },
): Result<SimulationPage, AwsError> {
  const numbered = ActionNames.map((action, index) => ({ action, order: String(index).padStart(9, '0') }))
  const shown = page(numbered, ({ order }) => order, asked)
  if (!shown.ok) return shown
  const EvaluationResults = shown.value.items.map(({ action }) => simulate(simulation, action, ResourceArns))
  return ok({ EvaluationResults, ...shown.value.facts })
}
