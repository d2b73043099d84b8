import type { Decision } from '../../engine/decision.ts'
import type { Request } from '../../engine/request.ts'
import { type Coverage, CoverageRecorder } from '../../scenario/coverage.ts'
import { type Denial, denialOf } from '../../scenario/denial.ts'
import type { PlannedCase } from '../../scenario/plan.ts'

type SetUp = PlannedCase['setUp']

/** More refusals of one case say nothing new. */
const mostDenials = 6

/** What the decisions on the connector's calls are kept for: coverage, and the trees of refusals. */
export class DecisionLog {
  private readonly recorder: CoverageRecorder | undefined
  private readonly refused: Map<SetUp, Map<string, Denial>> | undefined

  constructor(cases: readonly PlannedCase[], wanted: { readonly coverage: boolean; readonly denials: boolean }) {
    this.recorder = wanted.coverage ? new CoverageRecorder() : undefined
    this.refused = wanted.denials ? new Map() : undefined
    for (const { scenario } of cases) this.recorder?.add(scenario.fixture)
  }

  /** Decision trees cost time, so nobody builds them where nobody reads them. */
  get isWanted(): boolean {
    return this.recorder !== undefined || this.refused !== undefined
  }

  record(setUp: SetUp, request: Request, decision: Decision): void {
    this.recorder?.record(setUp.fixture, request, decision)
    const own = this.refused?.get(setUp) ?? new Map<string, Denial>()
    this.refused?.set(setUp, own)
    const key = `${request.action} ${request.resource}`
    if (this.refused === undefined || own.size >= mostDenials || own.has(key)) return
    const denial = denialOf(setUp.fixture, request, decision)
    if (denial !== undefined) own.set(key, denial)
  }

  denials(setUp: SetUp): readonly Denial[] {
    return [...(this.refused?.get(setUp)?.values() ?? [])]
  }

  coverage(): { readonly coverage?: Coverage } {
    return this.recorder === undefined ? {} : { coverage: this.recorder.result() }
  }
}
