import { didYouMean } from '../../base/suggest.ts'
import { everyFault } from '../../faults/every-fault.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

const known: ReadonlySet<string> = new Set(everyFault.map(({ id }) => id))

/** The scenario with just these faults in the place of its cases, each alone. */
export function withFaults(scenario: Scenario, asked: string): Scenario {
  const common = { at: scenario.at, expect: { kind: 'same' } } as const
  if (asked === 'all') return { ...scenario, cases: [{ title: 'every fault', inject: { kind: 'all' }, ...common }] }
  const ids = asked.split(',').map((id) => id.trim())
  for (const id of ids) {
    if (!known.has(id)) throw new CommandFailure(exitCode.input, `there is no fault \`${id}\``, didYouMean(id, known).help)
  }
  return { ...scenario, cases: ids.map((id) => ({ title: id, inject: { kind: 'faults', faults: [id] }, ...common })) }
}
