import type { Observation } from '../connectors/observation.ts'
import type { Fault } from '../faults/fault.ts'
import type { SetUp } from '../faults/set-up.ts'
import { plainOperation, symptomText } from './symptom-text.ts'

/** One answer of AWS, and the faults of the catalogue that give it. */
export interface KnownSymptom {
  readonly operation: string
  readonly code: string
  /** Without names; absent for HEAD answers, which have no body. */
  readonly text?: string
  readonly faults: readonly string[]
}

/**
 * The faults that give this very answer, names apart. Where the operation or the words are not known, the rest decides; a code alone says too little
 * for a dictionary, unless AWS says no more either.
 */
export function faultsGiving(known: readonly KnownSymptom[], error: Pick<KnownSymptom, 'code'> & Partial<KnownSymptom>): readonly string[] {
  const { code, operation, text } = error
  if (text === undefined) return []
  const sought = symptomText(text)
  const same = known.filter((one) => one.code === code && one.text === sought)
  const atOperation = same.filter((one) => one.operation === plainOperation(operation ?? ''))
  const chosen = atOperation.length > 0 || operation !== undefined ? atOperation : same
  return [...new Set(chosen.flatMap(({ faults }) => faults))]
}

/** Steps that fail in healthy set-ups too, or look at what an earlier one showed. */
const isOfItself = ({ step }: Observation): boolean => !/^(?:sts\.assume-|s3\.(?:head-bucket|location|list-|get-second))/.test(step)

/** Runs every fault in every set-up that it applies to, and turns the answers around: what gives each of them. */
export async function collectSymptoms(
  faults: readonly Fault[],
  setUps: readonly SetUp[],
  probe: (setUp: SetUp, fault: string) => Promise<readonly Observation[]>,
): Promise<readonly KnownSymptom[]> {
  const found = new Map<string, { readonly symptom: Omit<KnownSymptom, 'faults'>; readonly faults: Set<string> }>()
  for (const fault of faults) {
    for (const setUp of setUps) {
      const broken = fault.connectors.includes(setUp.connection.connector) ? fault.inject(setUp) : undefined
      if (broken === undefined) continue
      for (const symptom of symptomsIn(await probe(broken, fault.id))) {
        const key = JSON.stringify(symptom)
        const known = found.get(key) ?? { symptom, faults: new Set() }
        known.faults.add(fault.id)
        found.set(key, known)
      }
    }
  }
  return [...found.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { symptom, faults: ids }]) => ({ ...symptom, faults: [...ids].toSorted() }))
}

const symptomsIn = (observations: readonly Observation[]): readonly Omit<KnownSymptom, 'faults'>[] =>
  observations
    .filter((observation) => observation.outcome === 'failed' && isOfItself(observation))
    .flatMap(({ operation, code, message }) =>
      operation === undefined || code === undefined || code === 'INPUT'
        ? []
        : [{ operation: plainOperation(operation), code, ...(message === undefined ? {} : { text: symptomText(message) }) }],
    )
