import type { Span } from '../base/span.ts'
import type { Condition, Effect } from '../policy/policy.ts'
import type { ExceptionName } from './exception-rules.ts'

/** IAM's own PolicyEvaluationDecisionType. */
export type Outcome = 'allowed' | 'explicitDeny' | 'implicitDeny'

/** The policy types, in AWS's words. */
export type LayerName = 'identity' | 'resource' | 'permissionsBoundary' | 'session' | 'serviceControl' | 'resourceControl' | 'vpcEndpoint'

/** The decision and why: a tree of facts without prose. The outcome of each node is a function of its other fields; a law recomputes it. */
export interface Decision {
  readonly node: 'decision'
  readonly outcome: Outcome
  readonly crossAccount: boolean
  /** What settled it, in the order of rule 10 of AWS's evaluation; for an implicit deny the layers whose missing Allow stops the request. */
  readonly by: readonly DecisionReason[]
  /** Exceptions of AWS that took part; `exception-rules.ts` says what they are. */
  readonly exceptions: readonly ExceptionName[]
  readonly because: readonly LayerTrace[]
}

export type DecisionReason =
  | { readonly reason: 'explicitDeny'; readonly layer: LayerName; readonly statement: StatementTrace }
  /** The layer has no statement that allows the request. `level` counts SCP and RCP levels from the root. */
  | { readonly reason: 'noAllow'; readonly layer: LayerName; readonly level?: number }
  | { readonly reason: 'allow'; readonly layer: LayerName; readonly statement: StatementTrace }
  /** Allowed without a statement, or refused in spite of one: root user, KMS grant, ACL, RestrictPublicBuckets … */
  | { readonly reason: 'exception'; readonly exception: ExceptionName; readonly effect: Effect }

/** One layer; SCPs and RCPs have one trace a level. */
export interface LayerTrace {
  readonly node: 'layer'
  readonly layer: LayerName
  readonly level?: number
  readonly outcome: Outcome
  readonly because: readonly PolicyTrace[]
}

export interface PolicyTrace {
  readonly node: 'policy'
  readonly name: string
  readonly arn?: string
  readonly because: readonly StatementTrace[]
}

export interface StatementTrace {
  readonly node: 'statement'
  readonly at: Span
  readonly index: number
  readonly sid?: string
  readonly effect: Effect
  readonly applies: boolean
  readonly because: readonly ElementTrace[]
}

/**
 * One element of a statement against the request. An element that the statement lacks has no trace. A statement that fails in exactly one
 * element is a *near miss*.
 */
export type ElementTrace =
  | {
      readonly node: 'element'
      readonly element: ElementName
      readonly at: Span
      readonly matches: true
      readonly pattern?: MatchedPattern
    }
  | { readonly node: 'element'; readonly element: ElementName; readonly at: Span; readonly matches: false; readonly why: Mismatch }
  | ConditionTrace

export type ElementName = 'principal' | 'notPrincipal' | 'action' | 'notAction' | 'resource' | 'notResource'

/** How a principal pattern names the caller decides which guardrails still limit the grant. */
export interface MatchedPattern {
  readonly text: string
  readonly at: Span
  readonly names?:
    | 'everyone'
    | 'account'
    | 'role'
    | 'session'
    | 'user'
    | 'federatedUser'
    | 'service'
    | 'federated'
    | 'canonicalUser'
    | 'uniqueId'
}

/** One operator with one key. A statement has as many as its Condition block has operator-key pairs. */
export interface ConditionTrace {
  readonly node: 'condition'
  readonly element: 'condition'
  readonly at: Span
  readonly condition: Condition
  readonly matches: boolean
  /** The values that the request sent for this key; absent when it sent none. */
  readonly actual?: readonly string[]
  /** The condition's values after variables were filled in; a value whose variable has no value is absent here. */
  readonly expected: readonly string[]
  /** Variables that the request could not fill. */
  readonly unresolved: readonly string[]
}

/** Why an element does not match: what the policy says and what the request has. */
export type Mismatch =
  | { readonly code: 'noPatternMatches'; readonly patterns: readonly string[]; readonly actual: string }
  /** `NotAction`, `NotResource`, `NotPrincipal`: a listed pattern matches, so the statement leaves this request out. */
  | { readonly code: 'excludedByPattern'; readonly pattern: string; readonly actual: string }
  | {
      readonly code: 'variableUnresolved'
      readonly patterns: readonly string[]
      readonly variables: readonly string[]
      readonly actual: string
    }
  /** A resource policy statement without Principal matches nobody. */
  | { readonly code: 'elementMissing' }
