import type { AssertionEncryptionModeType, FeatureType, PasswordPolicy } from '@aws-sdk/client-iam'
import type { AccountId } from '../../policy/account-id.ts'
import type { Policy } from '../../policy/policy.ts'
import { Table } from '../journal/table.ts'
import type { Profile } from '../profile.ts'
import { ByName } from './by-name.ts'
import type { Password } from './password.ts'
import type { PrincipalDirectory, ResourceDocument } from './resource-document.ts'

/** A document as it was put, and as the parser read it. */
export interface StoredDocument {
  readonly text: string
  readonly policy: Policy
}

export interface Identity {
  name: string
  path: string
  arn: string
  readonly id: string
  readonly account: AccountId
  readonly createDate: Date
  /** Inline policies by name, as it was first written: case does not distinguish them. */
  readonly inline: Map<string, StoredDocument>
  /** ARNs of managed policies. */
  readonly attached: Set<string>
  /** ARN of the managed policy that is the permissions boundary; of users and roles. */
  boundary?: string
  /** Of users and roles. */
  tags?: ReadonlyMap<string, string>
}

export interface User extends Identity {
  tags: ReadonlyMap<string, string>
  /** Names of its groups. */
  readonly groups: Set<string>
  passwordLastUsed?: Date
  loginProfile?: LoginProfile
}

/** That a user may sign in to the console. The sandbox has none; the password is kept for whoever changes it. */
export interface LoginProfile {
  readonly password: Password
  readonly createDate: Date
  readonly passwordResetRequired: boolean
}

export interface Group extends Identity {}

export interface Role extends Identity {
  tags: ReadonlyMap<string, string>
  trust: ResourceDocument
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
  tags: ReadonlyMap<string, string>
  /** Name of its role; at most one. */
  role?: string
}

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  readonly arn: string
  /** `id`, `account` and dates are absent for policies that AWS manages. */
  readonly id?: string
  readonly account?: AccountId
  readonly description?: string
  readonly createDate?: Date
  updateDate?: Date
  tags: ReadonlyMap<string, string>
  /** By version id, `v1` …; in the order of creation. */
  readonly versions: Map<string, PolicyVersion>
  defaultVersionId: string
  /** The number of the next version; ids are never used again. */
  nextVersion: number
}

export interface PolicyVersion extends StoredDocument {
  readonly id: string
  readonly createDate?: Date
}

/** A long-term access key of a user, or of the account's root when `userName` is absent. */
export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly account: AccountId
  /** Follows the user when it is renamed. */
  userName?: string
  status: 'Active' | 'Inactive'
  readonly createDate: Date
  lastUsed?: { readonly date: Date; readonly service: string; readonly region: string }
}

/** A user's credential for one service. */
export interface ServiceCredential {
  readonly id: string
  userName: string
  readonly service: string
  readonly kind: 'password' | 'key'
  readonly alias: string
  secret: string
  status: 'Active' | 'Inactive'
  readonly createDate: Date
  readonly expirationDate?: Date
}

/** A report on what was last used, and who asked for it. */
export interface AccessReport {
  readonly arn: string
  readonly createdAt: Date
  readonly owner: string
}

/** A virtual device that shows codes, and whose it is. */
export interface MfaDevice {
  /** Its ARN. */
  readonly serialNumber: string
  readonly secret: Uint8Array
  tags: ReadonlyMap<string, string>
  userName?: string
  enableDate?: Date
  /** The period whose code was used last: no code counts twice. */
  lastStep?: number
}

/** An RSA key with which a user signs in to CodeCommit, by id. */
export interface SshPublicKey {
  readonly id: string
  /** Follows the user when it is renamed. */
  userName?: string
  /** As it was uploaded. */
  readonly body: string
  readonly fingerprint: string
  status: 'Active' | 'Inactive'
  readonly uploadDate: Date
}

/** A certificate of a user, or of the account's root when `userName` is absent, by id. */
export interface SigningCertificate {
  readonly id: string
  /** Follows the user when it is renamed. */
  userName?: string
  readonly body: string
  readonly fingerprint: string
  status: 'Active' | 'Inactive'
  readonly uploadDate: Date
}

/** A certificate for load balancers. The sandbox has none, so its private key is not kept. */
export interface ServerCertificate {
  name: string
  path: string
  arn: string
  readonly id: string
  readonly body: string
  readonly chain?: string
  readonly uploadDate: Date
  readonly expiration: Date
  tags: ReadonlyMap<string, string>
}

/** Comma-separated values, and when they were so. */
export interface CredentialReport {
  readonly content: string
  readonly generatedTime: Date
}

/** An IAM OpenID Connect provider, by ARN. */
export interface OpenIdConnectProvider {
  readonly arn: string
  /** Without `https://`. */
  readonly url: string
  readonly clientIds: Set<string>
  thumbprints: readonly string[]
  readonly createDate: Date
  tags: ReadonlyMap<string, string>
}

/** An IAM SAML provider, by ARN. */
export interface SamlProvider {
  readonly arn: string
  /** By which the addresses of the sign-in endpoint know it. */
  readonly id: string
  document: string
  readonly createDate: Date
  validUntil: Date
  tags: ReadonlyMap<string, string>
  /** Whether assertions must be encrypted. */
  encryption: AssertionEncryptionModeType
  /** Those that open encrypted assertions. */
  privateKeys: readonly SamlPrivateKey[]
}

export interface SamlPrivateKey {
  readonly id: string
  readonly pem: string
  readonly uploadDate: Date
}

/** When somebody last called a service, allowed or not. */
export interface LastAccess {
  /** ARN of the user, role or root user. */
  readonly entity: string
  readonly service: string
  readonly date: Date
  readonly region: string
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
  readonly samlProviders = new Map<string, SamlProvider>()
  readonly mfaDevices = new Map<string, MfaDevice>()
  readonly serviceCredentials = new Map<string, ServiceCredential>()
  /** By job id. */
  readonly accessReports = new Map<string, AccessReport>()
  readonly sshPublicKeys = new Map<string, SshPublicKey>()
  readonly signingCertificates = new Map<string, SigningCertificate>()
  readonly serverCertificates = new ByName<ServerCertificate>()
  /** Of the root user, once a root session gave it back. Nobody signs in here, so accounts begin without one. */
  loginProfile?: LoginProfile
  credentialReport?: CredentialReport
  /** Ids of the tasks that have deleted service-linked roles. */
  readonly deletionTasks = new Set<string>()
  alias?: string
  /** Which tokens the global endpoint of STS hands out. */
  globalEndpointTokens: 'v1Token' | 'v2Token' = 'v1Token'
  passwordPolicy?: PasswordPolicy
  /** The owner's name in answers of the profile `legacy-s3`. */
  displayName?: string
  /** By which ACLs of the profile `legacy-s3` may name it. */
  email?: string

  constructor(id: AccountId, canonicalId: string) {
    this.id = id
    this.canonicalId = canonicalId
  }
}

/** What IAM knows of all accounts. Only the operations of `iam/` write to it; `accessKeys` spans accounts because a request names nothing else. */
export class IamStore implements PrincipalDirectory {
  readonly accounts = new Table<AccountId, Account>()
  readonly accessKeys = new Table<string, AccessKey>()
  /** By entity and service. */
  readonly lastAccesses = new Table<string, LastAccess>('are replaced')
  /** What is enabled of centralized root access, by the id of the organization. */
  readonly rootFeatures = new Table<string, readonly FeatureType[]>('are replaced')
  /** Policies that AWS manages, by ARN; there are many, and they are read when somebody first asks. */
  readonly awsPolicies: () => ReadonlyMap<string, ManagedPolicy>

  readonly profile: Profile

  constructor(awsPolicies: () => ReadonlyMap<string, ManagedPolicy>, profile: Profile) {
    this.awsPolicies = awsPolicies
    this.profile = profile
  }

  /** The account of an authenticated caller; every such account was given at the start. */
  account(id: AccountId): Account {
    const account = this.accounts.get(id)
    if (account === undefined) throw new Error(`internal error: no account ${id}`)
    return account
  }

  /** The managed policy with this ARN, customer's or AWS's. */
  managedPolicy(arn: string): ManagedPolicy | undefined {
    return arn.startsWith('arn:aws:iam::aws:') ? this.awsPolicies().get(arn) : this.#named(arn, 'policy', ({ policies }) => policies)
  }

  /** The role with this ARN, whose path must be the role's. */
  role(arn: string): Role | undefined {
    return this.#named(arn, 'role', ({ roles }) => roles)
  }

  /** The user with this ARN, whose path must be the user's. */
  user(arn: string): User | undefined {
    return this.#named(arn, 'user', ({ users }) => users)
  }

  knowsAccount(id: string): boolean {
    return this.#accountOf(id) !== undefined
  }

  principalId(arn: string): string | undefined {
    return (this.user(arn) ?? this.role(arn))?.id
  }

  principalArn(id: string): string | undefined {
    for (const { users, roles } of this.accounts.values()) {
      for (const principal of [...users.values(), ...roles.values()]) if (principal.id === id) return principal.arn
    }
    return undefined
  }

  /** Names do not tell upper from lower case, ARNs do. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names */
  #named<T extends { readonly arn: string }>(arn: string, type: string, entities: (account: Account) => ByName<T>): T | undefined {
    const [, , service, , account, ...resource] = arn.split(':')
    const path = resource.join(':').split('/')
    const owner = this.#accountOf(account)
    if (service !== 'iam' || path[0] !== type || owner === undefined) return undefined
    const found = entities(owner).get(path.at(-1) ?? '')
    return found?.arn === arn ? found : undefined
  }

  #accountOf(id: string | undefined): Account | undefined {
    for (const account of this.accounts.values()) if (account.id === id) return account
    return undefined
  }
}
