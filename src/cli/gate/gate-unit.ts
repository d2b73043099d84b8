import type { AccessSide } from '../../analysis/access-side.ts'
import { type Callers, callersOf } from '../../analysis/caller-choice.ts'
import { guardrailSide } from '../../analysis/guardrail-side.ts'
import { namesWho, singlePolicy } from '../../analysis/single-policy.ts'
import type { Problem } from '../../base/problem.ts'
import type { Span } from '../../base/span.ts'
import type { AttachedPolicy } from '../../engine/policy-set.ts'
import type { Policy, PolicyType } from '../../policy/policy.ts'

/** What is compared as one: a policy, or everything that is attached to one principal. */
export interface GateUnit {
  /** The same on both sides. */
  readonly key: string
  readonly name: string
  readonly at: Span
  readonly type: PolicyType
  readonly policies: readonly Policy[]
  readonly side: AccessSide
  readonly callers: Callers
  readonly showsCaller: boolean
  /** Equal texts, equal meaning. */
  readonly text: string
  /** Of a principal: what it comes to where others have a say as well. */
  readonly areas?: readonly GateArea[]
  /** The resources that there are, by `GateArea.thing`, whether others have a say there or not. */
  readonly things?: ReadonlySet<string>
  /** The fixture, or the file of another tool, that it is a part of, from the root. */
  readonly fixture?: string
  /** The account whose resource the policy is of. */
  readonly owner?: string
  /** It counts with the principals that carry it, and is compared by itself only where they do so on one side alone. */
  readonly carried?: boolean
  /** AWS managed policies whose documents are not known here. */
  readonly unread: readonly string[]
  /** AWS's sentence where it would not save the policy; asked only where the policy changed. */
  readonly refused?: () => Problem | undefined
}

/** What a principal may do at one bucket, role or key, with the policy of that. */
export interface GateArea {
  /** The same on both sides. */
  readonly key: string
  readonly callers: Callers
  readonly side: () => AccessSide
  /** Equal texts, equal meaning. */
  readonly text: string
  /** Absent where the area is no resource. */
  readonly thing?: string
  /** The policy of the resource, which is compared by itself as well. */
  readonly policy?: AttachedPolicy & { readonly type: PolicyType }
}

/** One policy by itself. */
export function policyUnit(policy: Policy, type: PolicyType, key: string, name: string): GateUnit {
  return {
    key,
    name,
    at: policy.at,
    type,
    policies: [policy],
    side: singlePolicy(policy, type, name),
    callers: callersOf(type),
    showsCaller: namesWho(type),
    text: `${type} ${meaningOf(policy)}`,
    unread: [],
  }
}

/** Everything but the places of the text. */
export const meaningOf = (policy: Policy): string =>
  JSON.stringify(policy, (key, value: unknown) => (/^at$|At$/.test(key) ? undefined : value))

export const textOfAttached = ({ name, policy }: AttachedPolicy): string => `${name} ${meaningOf(policy)}`

/** A policy of denies alone guards what other policies allow: it is compared as if they allowed everything. */
export const asGuardrail = (unit: GateUnit): GateUnit => ({ ...unit, side: guardrailSide(unit.policies, unit.type, unit.name) })

export const isGuardrail = ({ policies, fixture, type }: GateUnit): boolean =>
  (fixture === undefined || type === 'serviceControl' || type === 'resourceControl') &&
  policies.every(({ statements }) => statements.every(({ effect }) => effect === 'Deny'))
