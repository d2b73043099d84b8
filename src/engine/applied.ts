import type { LayerName, LayerTrace, MatchedPattern, StatementTrace } from './decision.ts'

/** A statement that applies. */
export interface Applied {
  readonly layer: LayerName
  /** How it names the caller. */
  readonly names: NonNullable<MatchedPattern['names']>
  /** What the tree says of it, where there is a tree. */
  readonly trace: StatementTrace | undefined
}

/** A layer in the tree, and those of its statements that apply, in their order. */
export interface TracedLayer {
  readonly trace: LayerTrace
  readonly allows: readonly Applied[]
  readonly denies: readonly Applied[]
}
