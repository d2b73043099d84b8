import { collectEvidence } from '../../faults/evidence.ts'
import { isServerSetUp } from '../../faults/server-set-up.ts'
import type { Circumstances } from '../../fixture/decide.ts'
import { type Denial, denialOf } from '../../scenario/denial.ts'
import type { CaseResult } from '../../scenario/run.ts'

/**
 * A result of a target that keeps its decisions to itself, with the trees of what the fixture's own policies refuse: of what the connection needs, as
 * the engine decides it.
 */
export function withDecidedDenials(result: CaseResult, circumstances: Circumstances): CaseResult {
  if (result.verdict !== 'failed' || isServerSetUp(result.planned.setUp)) return result
  const { fixture, decided } = collectEvidence(result.planned.setUp, result.observations, circumstances)
  const wanted = decided.filter(({ need }) => need.expected === 'allowed')
  const denials = wanted.flatMap(({ question, decision }): readonly Denial[] => {
    const denial = denialOf(fixture, question.request, decision)
    return denial === undefined ? [] : [denial]
  })
  return denials.length === 0 ? result : { ...result, denials }
}
