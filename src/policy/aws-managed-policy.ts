import { awsManagedPolicyData } from './aws-managed-policies.data.ts'
import { parsePolicyText } from './parse-policy.ts'
import type { Policy } from './policy.ts'

/** A policy that AWS manages, with its default version. Ids and dates of theirs are not known here. */
export interface AwsManagedPolicy {
  readonly arn: string
  readonly path: string
  readonly name: string
  /** As `v3`. */
  readonly version: string
  readonly text: string
  /** Its places are in a file that is named as the ARN. */
  readonly policy: Policy
}

/** Is read when somebody first needs it: together the documents are large, and few are ever used. */
class LazyPolicy implements AwsManagedPolicy {
  readonly arn: string
  readonly path: string
  readonly name: string
  readonly version: string
  readonly text: string
  #policy: Policy | undefined

  constructor([path, name, version, text]: ReturnType<typeof awsManagedPolicyData>[number]) {
    this.arn = `arn:aws:iam::aws:policy${path}${name}`
    this.path = path
    this.name = name
    this.version = version
    this.text = text
  }

  get policy(): Policy {
    this.#policy ??= parse(this.text, this.arn)
    return this.#policy
  }
}

function parse(text: string, file: string): Policy {
  const policy = parsePolicyText(text, file, 'managed')
  if (!policy.ok) throw new Error(`internal error: a policy of AWS does not parse: ${policy.error[0]?.message}`)
  return policy.value
}

/**
 * The policies that AWS manages, by ARN: those that people attach to the roles and users of data products.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function awsManagedPolicies(): ReadonlyMap<string, AwsManagedPolicy> {
  known ??= new Map(
    awsManagedPolicyData()
      .map((row) => new LazyPolicy(row))
      .map((policy) => [policy.arn, policy]),
  )
  return known
}

let known: ReadonlyMap<string, AwsManagedPolicy> | undefined
