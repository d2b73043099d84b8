import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { Policy, PolicyType } from './policy.ts'

/** AWS's answer to a policy that it does not take. `at` is what it is about, if that is one place. */
export interface AwsRefusal {
  readonly code: string
  readonly message: string
  readonly at?: Span
}

/** What AWS knows besides the text when a policy is saved. */
export interface RefusalContext {
  /** Where it is saved; `aws` unless given. */
  readonly partition?: string
  /** The bucket that a bucket policy is for. */
  readonly bucket?: string
  /** The ARN of the access point that a policy of S3 is for. */
  readonly accessPoint?: string
  /** Whose inline policy it is, and how many characters its other inline policies have (white space not counted). */
  readonly inlineOf?: { readonly kind: 'user' | 'role' | 'group'; readonly name: string; readonly otherCharacters: number }
  /** The document with the places where its author wrote it, when the text was made from YAML. */
  readonly document?: Located
  readonly file?: string
}

/** A policy on its way to be saved: what can be read of it, and what is wrong with it. */
export interface SubmittedPolicy {
  readonly type: PolicyType
  readonly text: string
  readonly context: RefusalContext
  /** Absent when the text is no JSON. */
  readonly document?: Located
  /** Absent when the document is no object. */
  readonly policy?: Policy
  readonly problems: readonly Problem[]
}

/** One thing that AWS looks at. The checks of a service run in its order, and the first refusal is the answer. */
export type Check = (submitted: SubmittedPolicy) => AwsRefusal | undefined

export function firstRefusal(submitted: SubmittedPolicy, checks: readonly Check[]): AwsRefusal | undefined {
  for (const check of checks) {
    const refusal = check(submitted)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** The quota of IAM counts all characters but white space. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length */
export const charactersOf = (text: string): number => text.replace(/\s+/g, '').length

/** Tab, line feed, carriage return, U+0020 to U+00FF. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const hasOnlyPolicyCharacters = (text: string): boolean => /^[\t\n\r -\u00ff]+$/.test(text)
