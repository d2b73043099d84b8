import type { AccountId } from '../../policy/account-id.ts'
import type { Policy } from '../../policy/policy.ts'

/** A document as it was put, and as the parser read it. */
export interface StoredDocument {
  readonly text: string
  readonly policy: Policy
}

/** A map by name in which case does not distinguish. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
export class ByName<T> {
  readonly #entries = new Map<string, T>()

  get(name: string): T | undefined {
    return this.#entries.get(name.toLowerCase())
  }
  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase())
  }
  set(name: string, value: T): void {
    this.#entries.set(name.toLowerCase(), value)
  }
  delete(name: string): boolean {
    return this.#entries.delete(name.toLowerCase())
  }
  values(): IterableIterator<T> {
    return this.#entries.values()
  }
  get size(): number {
    return this.#entries.size
  }
}

interface Identity {
  name: string
  path: string
  arn: string
  readonly id: string
  readonly account: AccountId
  readonly createDate: Date
  /** Inline policies by name, which here is case-sensitive. */
  readonly inline: Map<string, StoredDocument>
  /** ARNs of managed policies. */
  readonly attached: Set<string>
}

/** A permissions boundary is a managed policy, by ARN; deleting that policy leaves the boundary in place, allowing nothing. */
interface Bounded {
  boundary?: string
  readonly tags: Map<string, string>
}

export interface User extends Identity, Bounded {
  /** Names of its groups. */
  readonly groups: Set<string>
  passwordLastUsed?: Date
}

export interface Group extends Identity {}

export interface Role extends Identity, Bounded {
  trust: StoredDocument
  description?: string
  /** Seconds. */
  maxSessionDuration: number
  /** `AWSServiceRoleFor…` under `/aws-service-role/SERVICE/`: the service principal that owns it. */
  readonly serviceLinkedFor?: string
  lastUsed?: { readonly date: Date; readonly region: string }
}

export interface InstanceProfile {
  readonly name: string
  readonly path: string
  readonly arn: string
  readonly id: string
  readonly account: AccountId
  readonly createDate: Date
  readonly tags: Map<string, string>
  /** Name of its role; at most one. */
  role?: string
}

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  readonly arn: string
  readonly id: string
  /** Absent for policies that AWS manages. */
  readonly account?: AccountId
  readonly description?: string
  readonly createDate: Date
  updateDate: Date
  readonly tags: Map<string, string>
  /** By version id, `v1` …; in the order of creation. */
  readonly versions: Map<string, PolicyVersion>
  defaultVersionId: string
  /** The number of the next version; ids are never used again. */
  nextVersion: number
}

export interface PolicyVersion extends StoredDocument {
  readonly id: string
  readonly createDate: Date
}

/** A long-term access key of a user, or of the account's root when `userName` is absent. */
export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly account: AccountId
  readonly userName?: string
  status: 'Active' | 'Inactive'
  readonly createDate: Date
  lastUsed?: { readonly date: Date; readonly service: string; readonly region: string }
}

/** An IAM OpenID Connect provider, by ARN. */
export interface OpenIdConnectProvider {
  readonly arn: string
  readonly url: string
  readonly clientIds: Set<string>
  thumbprints: readonly string[]
  readonly createDate: Date
  readonly tags: Map<string, string>
}

/** One account: its namespace of names. */
export class Account {
  readonly id: AccountId
  /** As S3 owners have it: 64 hexadecimal digits. */
  readonly canonicalId: string
  readonly users = new ByName<User>()
  readonly groups = new ByName<Group>()
  readonly roles = new ByName<Role>()
  readonly instanceProfiles = new ByName<InstanceProfile>()
  /** Customer managed policies by name. */
  readonly policies = new ByName<ManagedPolicy>()
  readonly openIdConnectProviders = new Map<string, OpenIdConnectProvider>()
  alias?: string

  constructor(id: AccountId, canonicalId: string) {
    this.id = id
    this.canonicalId = canonicalId
  }
}

/** What IAM knows of all accounts. Only the operations of `iam/` write to it; `accessKeys` spans accounts because a request names nothing else. */
export class IamStore {
  readonly accounts = new Map<AccountId, Account>()
  readonly accessKeys = new Map<string, AccessKey>()
  /** Policies that AWS manages, by ARN. */
  readonly awsPolicies = new Map<string, ManagedPolicy>()

  /** The account of an authenticated caller; every such account was given at the start. */
  account(id: AccountId): Account {
    const account = this.accounts.get(id)
    if (account === undefined) throw new Error(`internal error: no account ${id}`)
    return account
  }

  /** The managed policy with this ARN, customer's or AWS's. */
  managedPolicy(arn: string): ManagedPolicy | undefined {
    const aws = this.awsPolicies.get(arn)
    if (aws !== undefined) return aws
    const [, , , account, resource] = arn.split(':')
    const policy = this.#accountOf(account)?.policies.get(resource?.split('/').at(-1) ?? '')
    return policy?.arn === arn ? policy : undefined
  }

  /** The role with this ARN, whose path must be the role's. */
  role(arn: string): Role | undefined {
    const [, , , account, resource] = arn.split(':')
    const role = this.#accountOf(account)?.roles.get(resource?.split('/').at(-1) ?? '')
    return role?.arn === arn ? role : undefined
  }

  #accountOf(id: string | undefined): Account | undefined {
    for (const account of this.accounts.values()) if (account.id === id) return account
    return undefined
  }
}
