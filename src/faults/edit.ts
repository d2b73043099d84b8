import type { S3Connection } from '../connectors/connection.ts'
import type { Bucket, Key, LakeGrant, PublicAccessBlock, StoredObject } from '../fixture/fixture.ts'
import type { VpcEndpointState } from '../network/network.ts'
import type { Opening } from '../network/opening.ts'
import type { DocumentPlace, Holder } from './placed-document.ts'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** One change of a JSON document. Pointers are those of the document before any change. */
export type Change =
  /** Puts a value where one stands, or adds a member to an object. */
  | { readonly change: 'set'; readonly pointer: string; readonly value: JsonValue }
  /** Adds to the end of a list; a single value becomes a list of two. */
  | { readonly change: 'append'; readonly pointer: string; readonly value: JsonValue }
  | { readonly change: 'remove'; readonly pointer: string }

/** One step of a fix, or of an injection: what somebody does in an editor, in the console, or in the settings of the connection. */
export type Edit =
  | { readonly edit: 'document'; readonly file: string; readonly changes: readonly Change[] }
  /** A document that was not there: an inline policy or a bucket policy. */
  | { readonly edit: 'newDocument'; readonly place: DocumentPlace; readonly document: JsonValue }
  | { readonly edit: 'removeDocument'; readonly place: DocumentPlace }
  | { readonly edit: 'attachPolicy'; readonly holder: Holder; readonly policy: string }
  | { readonly edit: 'detachPolicy'; readonly holder: Holder; readonly policy: string }
  | { readonly edit: 'keyState'; readonly key: string; readonly state: Key['state'] }
  | { readonly edit: 'accessKeyStatus'; readonly user: string; readonly status: 'Active' | 'Inactive' }
  | { readonly edit: 'objectOwnership'; readonly bucket: string; readonly ownership: Bucket['ownership'] }
  /** Makes a version of a managed policy its default, by its place among those that are not. */
  | { readonly edit: 'defaultVersion'; readonly policy: string; readonly index: number }
  /** The key of the default encryption; none is S3's own. What is stored is written again. */
  | { readonly edit: 'defaultEncryption'; readonly bucket: string; readonly key: string | undefined }
  | { readonly edit: 'requesterPays'; readonly bucket: string; readonly value: boolean }
  /** When a lifecycle rule removes what it covers. */
  | { readonly edit: 'expirationDays'; readonly bucket: string; readonly rule: string; readonly days: number }
  /** Rewrites, restores or deletes the objects below a prefix. */
  | { readonly edit: 'objects'; readonly bucket: string; readonly prefix: string; readonly become: ObjectState }
  /** Whether STS is active in a region for an account, a key of `Fixture.accounts`. */
  | { readonly edit: 'stsRegion'; readonly account: string; readonly region: string; readonly become: 'active' | 'inactive' }
  /** The longest session of a role, in seconds. */
  | { readonly edit: 'maxSession'; readonly role: string; readonly seconds: number }
  /** What Lake Formation grants to a user or role, and what it takes away again. */
  | { readonly edit: 'lakeGrant' | 'lakeRevoke'; readonly catalog: string; readonly grant: Omit<LakeGrant, 'at'> }
  | { readonly edit: 'catalogDatabase'; readonly catalog: string; readonly database: string; readonly become: 'there' | 'gone' }
  | { readonly edit: 'catalogTable'; readonly catalog: string; readonly database: string; readonly table: string }
  /** Opens an access point to the internet, or to one VPC alone. */
  | { readonly edit: 'accessPointVpc'; readonly accessPoint: string; readonly vpc: string | undefined }
  | { readonly edit: 'publicAccessBlock'; readonly bucket: string; readonly settings: PublicAccessBlock }
  | { readonly edit: 'network'; readonly change: NetworkChange }
  | { readonly edit: 'connection'; readonly change: ConnectionChange }

/** What an object is besides its content; nothing of it is the usual. */
export type ObjectState = Pick<StoredObject, 'storageClass' | 'customerKey' | 'deleted'>

/** What somebody does in the console of VPC. */
export type NetworkChange =
  | { readonly change: 'opening'; readonly opening: Opening }
  /** A gateway endpoint is used by the subnets of its route tables. */
  | { readonly change: 'associateRouteTable' | 'dissociateRouteTable'; readonly vpcEndpoint: string; readonly routeTable: string }
  | { readonly change: 'vpcEndpointState'; readonly vpcEndpoint: string; readonly state: VpcEndpointState }

/** A new value for a setting, or none; the values of secrets are only ever tidied or taken away, so that a report never holds one. */
export type ConnectionChange =
  | { readonly setting: Exclude<keyof S3Connection, Secret>; readonly value: string | number | undefined }
  | { readonly setting: Secret; readonly value: 'tidied' | 'entered again' }

type Secret = 'secretAccessKey' | 'accessKeyId' | 'sessionToken'
