import { type Diagnosis, type KnownFault, knownFaults } from '../diagnose/diagnosis.ts'
import { applyEdits } from '../faults/edit-fixture.ts'
import { documentsOf } from '../faults/placed-document.ts'
import type { SetUp } from '../faults/set-up.ts'
import type { Wiring } from '../scenario/run.ts'

/** A fault that others hide, and the set-up in which it shows: with what hid it mended. */
export interface FaultBeneath {
  readonly problem: KnownFault
  readonly setUp: SetUp
}

/** More fixes than a set-up can need one after the other. */
const enoughRounds = 12

/** Mends what is known one by one, and finds what comes to light; nothing where mending does not come to an end. */
export function faultsBeneath(setUp: SetUp, diagnosis: Diagnosis, wiring: Wiring): readonly FaultBeneath[] {
  const known = new Set(knownFaults(diagnosis).map(({ fault }) => fault))
  const found: FaultBeneath[] = []
  let [current, problems] = [setUp, knownFaults(diagnosis)]
  for (let round = 0; round < enoughRounds; round += 1) {
    const next = problems.find(({ fix }) => fix.edits.length > 0)
    if (next === undefined) break
    current = applyEdits(current, next.fix.edits)
    problems = knownFaults(wiring.diagnose(current, []))
    for (const problem of problems.filter(({ fault }) => !known.has(fault))) {
      known.add(problem.fault)
      found.push({ problem, setUp: current })
    }
  }
  return problems.some(({ fix }) => fix.edits.length > 0) ? [] : found
}

/** Whether the document that a fault is in is still the customer's own text. */
export function isInOriginal({ problem, setUp }: FaultBeneath, original: SetUp): boolean {
  const { at } = problem
  if (at === undefined) return false
  const textIn = (of: SetUp): string | undefined => documentsOf(of.fixture).find(({ file }) => file.file === at.file)?.file.text
  return textIn(setUp) === textIn(original)
}
