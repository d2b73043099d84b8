import type { JsonWebKey } from 'node:crypto'
import type { AccountId } from '../../policy/account-id.ts'
import type { KeyOptions } from '../kms/new-key.ts'

/** What is there before the first call. */
export interface Seed {
  /** At least one. */
  readonly accounts: readonly AccountOptions[]
  /** KMS keys, under ids of one's own. */
  readonly keys: readonly KeyOptions[]
  /** OpenID Connect issuers whose ID tokens AssumeRoleWithWebIdentity takes: the sandbox fetches no keys. */
  readonly issuers: readonly IssuerOptions[]
}

export interface AccountOptions {
  readonly id: AccountId
  /** 64 hexadecimal digits on AWS; made from the account id when absent. */
  readonly canonicalId?: string
  /** The owner's name in answers of the profile `legacy-s3`; the account id when absent. */
  readonly displayName?: string
  /** By which ACLs of the profile `legacy-s3` may name it. */
  readonly email?: string
  /** Access key of the account's root user; made when absent. */
  readonly rootCredentials?: Credentials
  readonly users?: readonly UserOptions[]
}

export interface UserOptions {
  readonly name: string
  /** `/` when absent. */
  readonly path?: string
  readonly accessKeys?: readonly Credentials[]
  /** Inline policies: each name and its JSON text. */
  readonly policies?: ReadonlyMap<string, string>
  /** ARNs of policies that AWS manages. */
  readonly attached?: readonly string[]
}

export interface IssuerOptions {
  /** `https://token.example.com`, as the `iss` claim has it. */
  readonly url: string
  readonly keys: readonly JsonWebKey[]
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}
