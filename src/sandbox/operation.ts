import type { Result } from '../base/result.ts'
import type { Decision } from '../engine/decision.ts'
import type { PolicySet } from '../engine/policy-set.ts'
import type { Principal } from '../engine/request.ts'
import type { AccountId } from '../policy/account-id.ts'
import type { ChecksumAlgorithm } from './checksum-algorithm.ts'
import type { Way } from './door.ts'
import type { AwsError } from './error.ts'
import type { Parsed } from './parsed.ts'
import type { Random } from './random.ts'
import type { AccessPoint } from './s3/access-point.ts'
import type { Stores } from './stores.ts'
import type { Session } from './sts/store.ts'

// Stores know these two types, and this file knows the stores.
export type { ChecksumAlgorithm, Parsed }

/**
 * One API operation. `Input` and `Output` are the request and response types of the SDK (`import type` only: the server does not load it).
 *
 * The server has parsed and validated the input against the model, then puts each permission of `requires` to the engine in order and answers
 * the first denial, then calls `run`. Both are functions of their arguments: no clock, no randomness, no network of their own.
 */
export interface Operation<Input, Output extends object> {
  /**
   * What the caller needs, each action with its resource. An error here is answered before any permission is asked: for what AWS tells to anybody
   * (`NoSuchBucket`) and for malformed input. What a caller may only learn when allowed (`NoSuchEntity`, `NoSuchKey`) belongs into `run`.
   */
  readonly requires: (input: Parsed<Input>, call: Call, stores: Stores) => Result<readonly Permission[], AwsError>
  /** Does it. A refused call leaves the stores as they were. */
  readonly run: (input: Parsed<Input>, call: Call, stores: Stores) => Result<Output, AwsError> | Promise<Result<Output, AwsError>>
  /** Where it is not always the model's: 206 for a range. A method, so that the list of a service can hold operations of any output. */
  status?(output: Output): number
}

/** Any operation, in the list of its service: `operations` of `SERVICE/index.ts`, by the name that the model gives it. */
export type Operations = Readonly<Record<string, Operation<never, object>>>

/** The SDK's response type where it streams: `Operation<GetObjectRequest, Streamed<GetObjectOutput>>`. */
export type Streamed<T> = Omit<T, 'Body'> & { readonly Body?: ResponseBody }

/** One action that the caller must be allowed, and what the resource's side says about it. */
export interface Permission {
  /** `s3:GetObject`, in AWS's spelling. */
  readonly action: string
  /** The full ARN, or `*` for an action without resource types. */
  readonly resource: string
  /** Owner of the resource; the caller's own account when absent. */
  readonly resourceAccount?: AccountId
  /** Owner of an S3 object that another account uploaded while ACLs were on; the bucket's owner when absent. */
  readonly objectOwner?: AccountId
  /** In whose name; the caller's when absent. A web identity has no credentials yet when it asks for a role. */
  readonly principal?: Principal
  /** Context keys that this operation supplies, in AWS's spelling: `{ 's3:prefix': 'daily/' }`; undefined was not sent. */
  readonly context?: ContextKeys
  /** Become `aws:ResourceTag/KEY` (and the service's own spelling, as `iam:ResourceTag/KEY`). */
  readonly resourceTags?: ReadonlyMap<string, string>
  /** Become `aws:RequestTag/KEY` and `aws:TagKeys`. */
  readonly requestTags?: ReadonlyMap<string, string>
  /** The policy of the resource (bucket policy, key policy, trust policy) and what else the resource's side knows. */
  readonly policies?: Pick<PolicySet, 'resource' | 'restrictPublicBuckets' | 'aclGrants' | 'keyGrant'>
  /** Through an access point: what is asked of that first. */
  readonly through?: Permission
  /** The answer to a denial where it is not the service's usual one; `message` is AWS's sentence for it. */
  readonly refusal?: (decision: Decision, message: string) => AwsError
}

export type ContextKeys = Readonly<Record<string, string | readonly string[] | undefined>>

/** Who calls, as the signature proved. */
export interface Caller {
  readonly principal: Principal
  /** Absent for anonymous callers. */
  readonly account?: AccountId
  /** `aws:userid`. */
  readonly userId?: string
  readonly accessKeyId?: string
  /** Of temporary credentials. */
  readonly session?: Session
}

/** How the request proved who sent it, in S3's words. @see https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html */
export type AuthType = 'REST-HEADER' | 'REST-QUERY-STRING' | 'POST' | 'anonymous'

/** One request on the wire, after its signature was verified. */
export interface Call {
  readonly service: ServiceName
  /** `GetObject`. */
  readonly operation: string
  readonly caller: Caller
  readonly region: string
  readonly now: Date
  readonly requestId: string
  readonly random: Random
  /** Whether the request stands for HTTPS. */
  readonly secureTransport: boolean
  /** `s3:TlsVersion` */
  readonly tlsVersion: string | undefined
  readonly sourceIp: string
  /** Through a door: how the request came. */
  readonly way: Way | undefined
  readonly authType: AuthType
  /** `s3:signatureversion`, where it is not `AWS4-HMAC-SHA256`. */
  readonly signatureVersion: 'AWS' | undefined
  /** Milliseconds since a presigned request was signed. */
  readonly signatureAge: number | undefined
  /** `x-amz-content-sha256` as sent. */
  readonly contentSha256: string | undefined
  readonly method: string
  /** Through which the request comes to its bucket, and whether by the alias. */
  readonly accessPoint: { readonly point: AccessPoint; readonly alias: boolean } | undefined
  /** A request header by lower-cased name. */
  readonly header: (name: string) => string | undefined
  readonly body: RequestBody
  /** Asks the engine for one more permission: for operations that answer per item (DeleteObjects) or depend on what they find. */
  readonly permits: (permission: Permission) => Result<void, AwsError>
}

export type ServiceName = 'iam' | 'sts' | 's3' | 's3control' | 'kms' | 'organizations' | 'ec2' | 'glue' | 'lakeformation'

/** The payload of an operation whose model has a streaming member (PutObject, UploadPart). Read it once. */
export interface RequestBody {
  /** Decoded length, as `Content-Length` or `x-amz-decoded-content-length` declares it. */
  readonly length: number | undefined
  /**
   * Hands each decoded chunk to `write` and answers with what was verified on the way: length, payload hash, chunk signatures, `Content-MD5`, and
   * the declared checksum of header or trailer. On an error keep nothing of what was written.
   */
  readonly read: (
    write: (chunk: Buffer) => void | Promise<void>,
    compute?: readonly ChecksumAlgorithm[],
  ) => Promise<Result<BodyFacts, AwsError>>
}

export interface BodyFacts {
  readonly length: number
  /** Hexadecimal; the ETag of a plain object. */
  readonly md5: string
  /** Base64: the one that the client declared, verified, and those that `compute` asked for. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>
  /** The algorithm that the client declared. */
  readonly declared?: ChecksumAlgorithm
}

/** What goes back as payload; give `ContentLength` in the output for iterables, so that the answer is not chunked. */
export type ResponseBody = Uint8Array | AsyncIterable<Uint8Array>
