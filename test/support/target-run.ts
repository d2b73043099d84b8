import { runOnTarget, type TargetRun, type TargetRunOptions } from '../../src/cli/run-on-target.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import { loadScenarios } from '../../src/scenario/load.ts'
import { type PlannedCase, planCases } from '../../src/scenario/plan.ts'
import { type Accounts, permittedTarget } from './accounts.ts'

const faults = new Map(catalogue.map((fault) => [fault.id, fault]))

/** The cases of scenarios that ship. */
export async function casesOf(...paths: readonly string[]): Promise<readonly PlannedCase[]> {
  const loaded = await loadScenarios(paths, [...faults.keys()])
  const planned = loaded.ok ? planCases(loaded.value, faults) : loaded
  if (!planned.ok) throw new Error(planned.error.map(({ message }) => message).join('\n'))
  return planned.value
}

/** Runs cases in accounts that outlive them, and waits so long for each to become what it should be. */
export async function runThere(
  accounts: Accounts,
  cases: readonly PlannedCase[],
  windowSeconds: number,
  more: Partial<TargetRunOptions> = {},
): Promise<TargetRun> {
  const { target, run, settings } = await permittedTarget(accounts, { windowSeconds, timeoutMs: 60_000 })
  if (target.permit === undefined) throw new Error('no permit')
  const open = { settings, accounts: [...accounts.credentials.keys()], run, permit: target.permit, target }
  return runOnTarget(cases, open, { concurrency: 4, onResult: () => {}, ...more })
}

/** Verdicts, with what is wrong where something is. */
export const told = ({ results }: TargetRun): readonly string[] =>
  results.map((result) =>
    result.verdict === 'passed' ? 'passed' : JSON.stringify(result.verdict === 'error' ? result.reason : result.mismatches),
  )
