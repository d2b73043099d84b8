import type { AttachedPolicy } from '../../engine/policy-set.ts'
import type { Principal, RequestContext } from '../../engine/request.ts'
import type { AccountId } from '../../policy/account-id.ts'

/** A policy of a simulation, under the name that its statements are reported with. */
export interface SimulatedPolicy {
  readonly id: string
  readonly text: string
  readonly policy: AttachedPolicy['policy']
}

/** Everything that one simulation is told, apart from actions and resources. */
export interface Simulation {
  readonly caller: Principal
  readonly callerAccount: AccountId
  readonly identity: readonly SimulatedPolicy[]
  readonly boundary?: SimulatedPolicy
  /** By level, from the organization's root to the account. */
  readonly serviceControl?: readonly (readonly SimulatedPolicy[])[]
  readonly resource?: SimulatedPolicy
  /** Of resources whose ARN has no account; the caller's when absent. */
  readonly resourceOwner?: AccountId
  readonly context: RequestContext
}
