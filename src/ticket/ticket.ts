import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { GrantConstraints } from '../engine/grant-constraints.ts'
import type { BucketAcl, LakePermission, LakeResource, PolicyFile, PublicAcl } from '../fixture/fixture.ts'
import type { PolicyType } from '../policy/policy.ts'

/** One text that a support ticket has: a file, or what was pasted. */
export interface TicketText {
  /** As the user typed it. */
  readonly file: string
  readonly text: string
}

/** What a support ticket says, with the places where it says so. */
export interface Ticket {
  /** Every part that was understood, in the order of the texts. */
  readonly understood: readonly Understood[]
  /** Slips that were read over, and parts that were not understood. */
  readonly problems: readonly Problem[]
  readonly policies: readonly TicketPolicy[]
  readonly identities: readonly TicketIdentity[]
  readonly buckets: readonly TicketBucket[]
  readonly keys: readonly TicketKey[]
  readonly keyGrants: readonly TicketKeyGrant[]
  readonly catalogs: readonly TicketCatalog[]
  readonly organization: readonly TicketOrganization[]
  readonly settings: readonly TicketSetting[]
  readonly errors: readonly TicketError[]
  /** From where the connector calls, by the words of the ticket. */
  readonly addresses: readonly { readonly address: string; readonly at: Span }[]
  /** ARNs of policies of AWS that a list or a sentence says to be attached, without saying to whom. */
  readonly managed: readonly { readonly arn: string; readonly at: Span }[]
  /** Whoever says of itself who it is: the answer of GetCallerIdentity. */
  readonly callers: readonly { readonly arn: string; readonly at: Span }[]
}

/** A part of a ticket: what it is taken for, and why. */
export interface Understood {
  readonly at: Span
  /** `the trust policy of role EtleapInput`. */
  readonly what: string
  readonly because: string
}

export type TicketPolicyType = Exclude<PolicyType, 'managed'>

/** A policy document. Everything but its text is known only where the ticket says it. */
export interface TicketPolicy {
  readonly type: TicketPolicyType
  /** With the places of the customer's text. */
  readonly document: Located
  /** Where the document is all that its file has: then a patch of the file is possible. */
  readonly file?: Omit<PolicyFile, 'policy'>
  /** Statements that are not whole, because the text was cut off; they are no part of `document`. */
  readonly isWhole: boolean
  /** Whose it is: the role of a trust policy, whoever carries an identity policy or has a boundary. */
  readonly holder?: { readonly type: 'role' | 'user' | 'group'; readonly name: string }
  readonly name?: string
  /** Of a managed policy. */
  readonly arn?: string
  /** Of a bucket policy. */
  readonly bucket?: string
  /** ARN, of the policy of an access point: it is written like that of a bucket. */
  readonly accessPoint?: string
  /** ARN or id, of a key policy. */
  readonly key?: string
  /** Of a policy of an organization. */
  readonly policyId?: string
  /** Of the policy of a VPC endpoint. */
  readonly endpoint?: { readonly id: string; readonly service: 's3' | 'sts' }
  /** Whether the words above it say that it was replaced or only proposed. */
  readonly isFormer?: boolean
  /** Of a managed policy: documents of its versions that are not in force. */
  readonly otherVersions?: readonly Located[]
}

/** A user, group or role as an output of the command line shows it. */
export interface TicketIdentity {
  readonly type: 'role' | 'user' | 'group'
  readonly name: string
  readonly at: Span
  readonly arn?: string
  readonly path?: string
  readonly maxSession?: number
  readonly tags: ReadonlyMap<string, string>
  readonly groups: readonly string[]
  /** ARNs of managed policies. */
  readonly attached: readonly string[]
  /** Whether all its policies are there, as in a description of the whole account. */
  readonly hasAllPolicies: boolean
  readonly boundaryArn?: string
  /** Of a user: the state of each access key. */
  readonly accessKeys?: readonly ('Active' | 'Inactive')[]
}

/** What an output of the command line says about a bucket. Its name is in the command, not in the output. */
export interface TicketBucket {
  readonly at: Span
  readonly name?: string
  /** Of an address such as `s3://acme-exports/daily/`. */
  readonly folder?: string
  /** Account id, where the ticket says whose it is. */
  readonly owner?: string
  /** Whether it has a policy, where somebody has looked. */
  readonly hasPolicy?: boolean
  readonly region?: string
  readonly ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter'
  readonly publicAccessBlock?: {
    readonly blockPublicAcls: boolean
    readonly ignorePublicAcls: boolean
    readonly blockPublicPolicy: boolean
    readonly restrictPublicBuckets: boolean
  }
  /** Of its default encryption, as the output names it; `alias/aws/s3` is the one that AWS manages. */
  readonly key?: string
  /** Of the account, for all its buckets. */
  readonly accountPublicAccessBlock?: TicketBucket['publicAccessBlock']
  readonly requesterPays?: boolean
  readonly versioning?: boolean
  readonly objectLock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number }
  /** In front of it. */
  readonly accessPoint?: { readonly name: string; readonly vpc?: string }
  /** Where its access list lets everybody in. */
  readonly acl?: BucketAcl
  /** Of its owner, as access lists name accounts. */
  readonly canonicalOwner?: string
  /** One of its files, by its access list. */
  readonly object?: { readonly at: Span; readonly key?: string; readonly canonicalOwner: string; readonly acl?: PublicAcl }
  /** Its rules that expire all objects below a prefix. */
  readonly lifecycle?: readonly TicketExpiration[]
}

export interface TicketExpiration {
  readonly at: Span
  readonly id: string
  readonly prefix: string
  readonly days: number
}

export interface TicketKey {
  readonly at: Span
  readonly arn: string
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion'
}

/** Lets somebody use a key, beside its policy. */
export interface TicketKeyGrant {
  readonly at: Span
  readonly key: string
  /** ARN. */
  readonly to: string
  readonly operations: readonly string[]
  readonly constraints?: GrantConstraints
}

/** What an output of the command line says about the organization above the accounts. */
export interface TicketOrganization {
  readonly at: Span
  /** The id of its management account. */
  readonly management?: string
  /** Ids of the policies attached to an account, a unit or the root. */
  readonly level?: { readonly target: string; readonly policies: readonly string[] }
  readonly parent?: { readonly of: string; readonly is: string }
}

/** What an output of the command line says about the Data Catalog of Glue, or about Lake Formation, which guards it. */
export interface TicketCatalog {
  readonly at: Span
  readonly databases?: readonly { readonly name: string; readonly location?: string }[]
  /** Whether the catalog has no others. */
  readonly hasAllDatabases?: boolean
  readonly tables?: readonly { readonly database: string; readonly name: string; readonly location?: string }[]
  /** Administrators of the data lake, by ARN. */
  readonly administrators?: readonly string[]
  readonly grants?: readonly TicketGrant[]
  /** Who has grants by tags, which no replay has. */
  readonly grantsByTag?: readonly string[]
  /** Registered places, as `s3://` addresses. */
  readonly locations?: readonly string[]
}

export interface TicketGrant {
  readonly at: Span
  /** An ARN, an account, or `IAM_ALLOWED_PRINCIPALS`. */
  readonly to: string
  readonly on: LakeResource
  readonly permissions: readonly LakePermission[]
}

/** The settings that a ticket may give; those of a key are looked at and not kept. */
export type SettingName =
  | Extract<
      keyof S3Connection,
      | 'connector'
      | 'roleArn'
      | 'externalId'
      | 'sessionName'
      | 'bucket'
      | 'baseDirectory'
      | 'region'
      | 'intermediateBucket'
      | 'kmsKeyArn'
      | 'scheme'
    >
  | 'callerArn'

export interface TicketSetting {
  readonly setting: SettingName
  readonly value: string
  readonly at: Span
}

/** A refusal of AWS, out of a log, a screen or CloudTrail. */
export interface TicketError {
  readonly at: Span
  /** AWS's own words; without the ones that a client has put around them. */
  readonly message?: string
  readonly code?: string
  /** The code as the customer saw it, where it is another: `AccessDeniedException`. */
  readonly written?: string
  /** `s3:ListObjectsV2`. */
  readonly operation?: string
  readonly status?: number
  readonly requestId?: string
  /** ARN of whoever was refused. */
  readonly principal?: string
  readonly action?: string
  readonly resource?: string
  /** What CloudTrail and decoded messages know besides. */
  readonly event?: TicketEvent
  /** What AWS itself has decoded of the refusal: more than its sentence says. */
  readonly decoded?: DecodedDenial
}

export interface TicketEvent {
  readonly from: 'CloudTrail' | 'decoded message' | 'policy simulator'
  /** Parameters of the call, in the SDK's names. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** The role whose session called, with its path. */
  readonly roleArn?: string
  readonly sourceIp?: string
  readonly region?: string
  /** The account that owns what was asked for. */
  readonly resourceAccount?: string
  readonly time?: string
  /** How many events of the file are like this one. */
  readonly count: number
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
export interface DecodedDenial {
  readonly effect: 'implicit' | 'explicit'
  /** Of each statement that decided, its id and the keys of its conditions. */
  readonly statements: readonly { readonly sid: string; readonly keys: readonly string[] }[]
}
