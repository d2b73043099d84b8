import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { Policy } from '../../policy/policy.ts'
import { iamArn } from './arn.ts'
import { awsManagedPolicyData } from './aws-managed-policies.data.ts'
import type { ManagedPolicy, PolicyVersion } from './store.ts'

/**
 * The policies that AWS manages, by ARN, each with its default version. Ids and dates of theirs are not known here and stay out of answers.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const awsManagedPolicies = (): ReadonlyMap<string, ManagedPolicy> =>
  new Map(awsManagedPolicyData.map((row) => toPolicy(...row)).map((policy) => [policy.arn, policy]))

const toPolicy = (path: string, name: string, version: string, text: string): ManagedPolicy => ({
  name,
  path,
  arn: iamArn('aws', 'policy', path, name),
  tags: new Map(),
  versions: new Map([[version, new AwsVersion(version, text)]]),
  defaultVersionId: version,
  nextVersion: Number(version.slice(1)) + 1,
})

/** Is read when somebody first needs it: together the documents are large, and few are ever used. */
class AwsVersion implements PolicyVersion {
  readonly id: string
  readonly text: string
  #policy: Policy | undefined

  constructor(id: string, text: string) {
    this.id = id
    this.text = text
  }

  get policy(): Policy {
    this.#policy ??= parse(this.text)
    return this.#policy
  }
}

function parse(text: string): Policy {
  const policy = parsePolicyText(text, 'policy.json', 'managed')
  if (!policy.ok) throw new Error(`internal error: a policy of AWS does not parse: ${policy.error[0]?.message}`)
  return policy.value
}
