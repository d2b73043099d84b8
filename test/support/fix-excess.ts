import { diagnose } from '../../src/diagnose/diagnose.ts'
import { applyEdits } from '../../src/faults/edit-fixture.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { beyondNeed, type Excess } from '../../src/scenario/beyond-need.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** What the fixes of a broken set-up allow, each by itself, that the connection does not need. */
export const fixExcess = (setUp: SetUp): readonly Excess[] =>
  diagnose({ ...setUp, observations: [], circumstances }).problems.flatMap((problem) =>
    problem.kind === 'fault' ? beyondNeed(setUp, applyEdits(setUp, problem.fix.edits), circumstances) : [],
  )
