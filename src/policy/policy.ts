import type { Span } from '../base/span.ts'

/** The two versions of the policy language. A document that says nothing is of 2008-10-17. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export type PolicyVersion = '2012-10-17' | '2008-10-17'

/** Text of a policy, and where it stands. */
export interface Text {
  readonly text: string
  readonly at: Span
}

/**
 * A parsed policy document: right by type, nothing after the parser checks it again.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface Policy {
  readonly at: Span
  readonly version: PolicyVersion
  readonly id?: string
  readonly statements: readonly Statement[]
}

export type Effect = 'Allow' | 'Deny'

export interface Statement {
  readonly at: Span
  /** Position in the document, from 0. */
  readonly index: number
  readonly sid?: string
  readonly effect: Effect
  /** Absent in identity policies, permissions boundaries, session policies and SCPs. */
  readonly principal?: PrincipalElement
  readonly action: ActionElement
  /** Absent in role trust policies. */
  readonly resource?: ResourceElement
  readonly conditions: readonly Condition[]
  /** Span of the whole Condition block; absent when the statement has none. */
  readonly conditionAt?: Span
}

export interface ActionElement {
  readonly element: 'Action' | 'NotAction'
  readonly at: Span
  readonly patterns: readonly Text[]
}

export interface ResourceElement {
  readonly element: 'Resource' | 'NotResource'
  readonly at: Span
  readonly patterns: readonly Text[]
}

/** `"Principal": "*"` is one pattern of type `*`. */
export interface PrincipalElement {
  readonly element: 'Principal' | 'NotPrincipal'
  readonly at: Span
  readonly patterns: readonly PrincipalPattern[]
}

export interface PrincipalPattern extends Text {
  readonly type: '*' | 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'
}

/** One operator with one key and its values: `"StringEquals": { "sts:ExternalId": "dep-42" }`. */
export interface Condition {
  readonly at: Span
  readonly operator: ConditionOperator
  readonly operatorAt: Span
  /** As written; comparison ignores case. */
  readonly key: string
  readonly keyAt: Span
  readonly values: readonly Text[]
}

/** `ForAllValues:StringLikeIfExists` taken apart; `name` is in AWS's spelling, whatever case the document used. */
export interface ConditionOperator {
  readonly text: string
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue'
  readonly name: ConditionOperatorName
  readonly ifExists: boolean
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export type ConditionOperatorName =
  | 'StringEquals'
  | 'StringNotEquals'
  | 'StringEqualsIgnoreCase'
  | 'StringNotEqualsIgnoreCase'
  | 'StringLike'
  | 'StringNotLike'
  | 'NumericEquals'
  | 'NumericNotEquals'
  | 'NumericLessThan'
  | 'NumericLessThanEquals'
  | 'NumericGreaterThan'
  | 'NumericGreaterThanEquals'
  | 'DateEquals'
  | 'DateNotEquals'
  | 'DateLessThan'
  | 'DateLessThanEquals'
  | 'DateGreaterThan'
  | 'DateGreaterThanEquals'
  | 'Bool'
  | 'BinaryEquals'
  | 'IpAddress'
  | 'NotIpAddress'
  | 'ArnEquals'
  | 'ArnLike'
  | 'ArnNotEquals'
  | 'ArnNotLike'
  | 'Null'

/** What a document is for decides its grammar, its limits and the words in which AWS refuses it. */
export type PolicyType =
  | 'identity'
  | 'managed'
  | 'permissionsBoundary'
  | 'session'
  | 'trust'
  | 'bucket'
  | 'key'
  | 'resource'
  | 'serviceControl'
  | 'resourceControl'
  | 'vpcEndpoint'
