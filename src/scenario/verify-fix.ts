import { type Diagnosis, type KnownFault, knownFaults } from '../diagnose/diagnosis.ts'
import { applyEdits } from '../faults/edit-fixture.ts'
import type { SetUp } from '../faults/set-up.ts'
import type { Circumstances } from '../fixture/decide.ts'
import { beyondNeed } from './beyond-need.ts'
import type { FixVerdict, Repair } from './fix-verdict.ts'
import type { Wiring } from './run.ts'

/**
 * Applies the fixes of a diagnosis in a fresh sandbox and probes again. One fix at a time is applied and the policies are read anew, for a fix
 * speaks about the documents as they were before it.
 */
export async function verifyFixes(setUp: SetUp, diagnosis: Diagnosis, wiring: Wiring, circumstances: Circumstances): Promise<Repair> {
  const mended = mendAll(setUp, diagnosis, wiring)
  const observations = await wiring.probe(mended, 1)
  const after = wiring.diagnose(mended, observations)
  const fixes = knownFaults(diagnosis).map((problem) => ({
    problem,
    verdict: judge(problem, { setUp, before: diagnosis, after, wiring, circumstances }),
  }))
  return { fixes, mended, after, observations }
}

interface Trial {
  readonly setUp: SetUp
  readonly before: Diagnosis
  readonly after: Diagnosis
  readonly wiring: Wiring
  readonly circumstances: Circumstances
}

function judge(problem: KnownFault, { setUp, before, after, wiring, circumstances }: Trial): FixVerdict {
  if (problem.fix.edits.length === 0) return { verdict: 'nothingToApply' }
  const known = new Set(before.problems.map(nameOf))
  const left = after.problems.map(nameOf).filter((name) => name === problem.fault || !known.has(name))
  if (left.length > 0) return { verdict: 'doesNotHeal', left }
  const alone = applyEdits(setUp, problem.fix.edits)
  const still = knownFaults(wiring.diagnose(alone, [])).filter((fault) => isSame(fault, problem) || isInItsPlace(fault, problem, known))
  if (still.length > 0) return { verdict: 'doesNotHeal', left: still.map(nameOf) }
  const excess = beyondNeed(setUp, alone, circumstances)
  return excess.length > 0 ? { verdict: 'tooWide', excess } : { verdict: 'verified' }
}

const nameOf = (problem: Diagnosis['problems'][number]): string => (problem.kind === 'fault' ? problem.fault : problem.says)

const isSame = (one: KnownFault, other: KnownFault): boolean =>
  one.fault === other.fault && one.at?.file === other.at?.file && one.at?.pointer === other.at?.pointer && one.says === other.says

/** A fault that was not there before, at the step that was to be mended. */
const isInItsPlace = (fault: KnownFault, mended: KnownFault, known: ReadonlySet<string>): boolean =>
  !known.has(fault.fault) && fault.steps.some((step) => mended.steps.includes(step))

/** More fixes than a set-up can need one after the other: a fix that only moves its fault must not go on for ever. */
const enoughRounds = 20

function mendAll(setUp: SetUp, diagnosis: Diagnosis, wiring: Wiring): SetUp {
  let [current, problems] = [setUp, knownFaults(diagnosis)]
  for (let round = 0; round < enoughRounds; round += 1) {
    const next = problems.find(({ fix }) => fix.edits.length > 0)
    if (next === undefined) break
    current = applyEdits(current, next.fix.edits)
    const rest = problems.filter((problem) => problem !== next && !isReadAnew(problem))
    problems = [...knownFaults(wiring.diagnose(current, [])), ...rest]
  }
  return current
}

/** Faults that the policies and the fields show are found again if they are still there; what only the probe showed is kept. */
const isReadAnew = ({ at, steps }: KnownFault): boolean => at !== undefined || steps.includes('input.lint')
