import { type AwsManagedPolicy, awsManagedPolicies as known } from '../../policy/aws-managed-policy.ts'
import type { ManagedPolicy, PolicyVersion } from './store.ts'

let policies: ReadonlyMap<string, ManagedPolicy> | undefined

/** The policies that AWS manages, by ARN, as the store of IAM keeps policies; nobody can change them. */
export function awsManagedPolicies(): ReadonlyMap<string, ManagedPolicy> {
  policies ??= new Map([...known()].map(([arn, policy]) => [arn, toPolicy(policy)]))
  return policies
}

const toPolicy = (policy: AwsManagedPolicy): ManagedPolicy => ({
  name: policy.name,
  path: policy.path,
  arn: policy.arn,
  tags: new Map(),
  versions: new Map([[policy.version, new AwsVersion(policy)]]),
  defaultVersionId: policy.version,
  nextVersion: Number(policy.version.slice(1)) + 1,
})

/** Leaves the document unread until somebody asks for it. */
class AwsVersion implements PolicyVersion {
  readonly id: string
  readonly text: string
  readonly #of: AwsManagedPolicy

  constructor(of: AwsManagedPolicy) {
    this.id = of.version
    this.text = of.text
    this.#of = of
  }

  get policy(): PolicyVersion['policy'] {
    return this.#of.policy
  }
}
