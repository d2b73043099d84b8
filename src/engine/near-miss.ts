import type { Decision, ElementTrace, LayerName, PolicyTrace, StatementTrace } from './decision.ts'

/** An Allow that would apply if exactly one of its elements matched (all failing conditions of one statement count as one element: its Condition block). */
export interface NearMiss {
  readonly layer: LayerName
  readonly policy: PolicyTrace
  readonly statement: StatementTrace
  readonly misses: readonly ElementTrace[]
}

/** The near misses of a decision, Allow statements only, in the order of the tree. */
export function nearMisses(decision: Decision): readonly NearMiss[] {
  return decision.because.flatMap((layer) =>
    layer.because.flatMap((policy) =>
      policy.because
        .filter((statement) => statement.effect === 'Allow' && !statement.applies)
        .map((statement) => ({ layer: layer.layer, policy, statement, misses: statement.because.filter((element) => !element.matches) }))
        .filter(({ misses }) => new Set(misses.map((miss) => miss.element)).size === 1),
    ),
  )
}
