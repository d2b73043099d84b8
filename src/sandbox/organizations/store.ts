import type { AttachedPolicy } from '../../engine/policy-set.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { Policy } from '../../policy/policy.ts'
import type { ResourceDocument } from '../iam/resource-document.ts'
import { Table } from '../journal/table.ts'

/** The types of policies that decide over requests. */
export type ControlType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'

export const controlTypes = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const satisfies readonly ControlType[]

export interface Unit {
  readonly id: string
  readonly arn: string
  name: string
  /** Id of the root or of another unit. */
  readonly parent: string
}

export interface Member {
  readonly id: AccountId
  readonly arn: string
  readonly name: string
  readonly email: string
  readonly joinedMethod: 'INVITED' | 'CREATED'
  readonly joinedAt: Date
  closedAt?: Date
  /** Id of the root or of a unit. */
  parent: string
}

export interface ControlPolicy {
  readonly id: string
  readonly arn: string
  readonly type: ControlType
  readonly awsManaged: boolean
  name: string
  description: string
  text: string
  policy: Policy
}

export interface Handshake {
  readonly id: string
  readonly arn: string
  readonly account: AccountId
  readonly requestedAt: Date
  state: 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'CANCELED'
  readonly notes?: string
  /** Of the account, once it has joined. */
  readonly tags?: readonly { readonly Key: string; readonly Value: string }[]
}

export interface AccountRequest {
  readonly id: string
  readonly name: string
  readonly account: AccountId
  readonly at: Date
}

/** What lets members do what the management account may. */
export interface OrganizationPolicy {
  readonly id: string
  readonly arn: string
  readonly document: ResourceDocument
}

/** An organization: a tree of units with accounts in it, and policies attached to each. */
export class Organization {
  readonly id: string
  readonly managementAccount: AccountId
  readonly rootId: string
  readonly units = new Map<string, Unit>()
  /** The management account is a member too. */
  readonly members = new Map<AccountId, Member>()
  readonly policies = new Map<string, ControlPolicy>()
  readonly enabledTypes = new Set<ControlType>()
  /** Ids of policies by the id of what they are attached to. */
  readonly attachments = new Map<string, Set<string>>()
  readonly handshakes = new Map<string, Handshake>()
  readonly accountRequests = new Map<string, AccountRequest>()
  /** Since when services may act in the organization, by principal. */
  readonly serviceAccess = new Map<string, Date>()
  /** Since when accounts administer services in the management account's place: by account, then by service principal. */
  readonly delegated = new Map<AccountId, Map<string, Date>>()
  /** By the id of root, unit, account, policy or resource policy. */
  readonly tags = new Map<string, ReadonlyMap<string, string>>()
  resourcePolicy?: OrganizationPolicy

  constructor(id: string, managementAccount: AccountId, rootId: string) {
    this.id = id
    this.managementAccount = managementAccount
    this.rootId = rootId
  }

  /** `arn:aws:organizations::111122223333:ou/o-…/ou-…`; the owner of all is the management account. */
  arn(type: string, ...path: readonly string[]): string {
    return `arn:aws:organizations::${this.managementAccount}:${[type, this.id, ...path].join('/')}`
  }

  get rootArn(): string {
    return this.arn('root', this.rootId)
  }

  /** From the root to whatever this is, itself included; empty when it is not there. */
  pathTo(id: string): readonly string[] {
    if (id === this.rootId) return [id]
    const parent = this.parentOf(id)
    return parent === undefined ? [] : [...this.pathTo(parent), id]
  }

  parentOf(id: string): string | undefined {
    return this.units.get(id)?.parent ?? this.member(id)?.parent
  }

  member(id: string): Member | undefined {
    for (const member of this.members.values()) if (member.id === id) return member
    return undefined
  }

  attachedTo(id: string, type: ControlType): readonly ControlPolicy[] {
    return [...(this.attachments.get(id) ?? [])]
      .flatMap((policy) => this.policies.get(policy) ?? [])
      .filter((policy) => policy.type === type)
  }

  attach(policy: string, target: string): void {
    this.attachments.set(target, new Set([...(this.attachments.get(target) ?? []), policy]))
  }

  targetsOf(policy: string): readonly string[] {
    return [...this.attachments].filter(([, attached]) => attached.has(policy)).map(([target]) => target)
  }

  /** Whether the account is the management account, or administers the service in its place. */
  administers(account: AccountId, service: string): boolean {
    return account === this.managementAccount || this.delegated.get(account)?.has(service) === true
  }

  /** Everything that a policy can be attached to. */
  targets(): readonly string[] {
    return [this.rootId, ...this.units.keys(), ...this.members.keys()]
  }

  /** One list a level, or undefined where policies of this type do not bind: the management account is bound by none. */
  controls(account: AccountId, type: ControlType): readonly (readonly AttachedPolicy[])[] | undefined {
    if (account === this.managementAccount || !this.enabledTypes.has(type)) return undefined
    return this.pathTo(account).map((id) => this.attachedTo(id, type).map(({ name, arn, policy }) => ({ name, arn, policy })))
  }

  /** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`, without the account itself. */
  pathOf(account: AccountId): string {
    return `${[this.id, ...this.pathTo(account).slice(0, -1)].join('/')}/`
  }
}

/** The organizations of a sandbox. Only the operations of `organizations/` write to it. */
export class OrganizationsStore {
  readonly organizations = new Table<string, Organization>()

  isClosed(account: AccountId | undefined): boolean {
    if (account === undefined || this.organizations.size === 0) return false
    return this.of(account)?.members.get(account)?.closedAt !== undefined
  }

  /** The organization of an account, which is in one at most. */
  of(account: AccountId | undefined): Organization | undefined {
    if (account === undefined) return undefined
    for (const organization of this.organizations.values()) if (organization.members.has(account)) return organization
    return undefined
  }
}
