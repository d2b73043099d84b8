import type { Socket } from 'node:net'
import type { Drop } from '../../nftables/drop.ts'

/** What became of the first packet of a flow, and of its answer. */
export type Outcome =
  | { readonly outcome: 'answered' }
  /** The packet arrived, and nothing listens there. */
  | { readonly outcome: 'refused' }
  /** The kernel says which rule dropped it. */
  | { readonly outcome: 'dropped'; readonly by: Drop }
  /** Neither an answer nor a rule that dropped it. */
  | { readonly outcome: 'timedOut' }
  /** No packet of such a flow can be sent. */
  | { readonly outcome: 'notSent'; readonly because: string }

/** With the connection, where there is one. */
export interface Attempt {
  readonly result: Outcome
  readonly socket?: Socket
}
