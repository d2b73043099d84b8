import type { Permit } from './permit.ts'

/** Where fixtures are deployed. */
export interface Target {
  /** The sandbox of this process, another AWS-compatible server, or AWS itself. */
  readonly kind: 'embedded' | 'endpoint' | 'aws'
  /** Absent for AWS itself. */
  readonly endpoint?: string
  /** Where the server is spoken to over plain HTTP, if that is another address. */
  readonly plainEndpoint?: string
  /** Where an embedded sandbox is steered: what no call of AWS sets is set there. */
  readonly controlUrl?: string
  /** Who deploys into each account, by account id. Nothing is deployed into any other account. */
  readonly accounts: ReadonlyMap<string, Credentials | Login>
  /** Milliseconds for one call. */
  readonly timeoutMs: number
  /** How often the SDK tries a call, outside the embedded sandbox; as often as an AWS that throttles needs unless it is given. */
  readonly attempts?: number
  /** What the guard gave. Without it nothing is ever written to a target that is not embedded. */
  readonly permit?: Permit
  /** Is told of every call before it leaves. */
  readonly onCall?: (call: SentCall) => void
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Where the SDK finds the credentials of an account: a profile or its default chain, and a role to assume from there. */
export interface Login {
  readonly profile?: string
  readonly role?: string
  readonly externalId?: string
}

export const isLogin = (access: Credentials | Login): access is Login => !('accessKeyId' in access)

/** One call of the SDK: `iam`, `CreateRole`. */
export interface SentCall {
  readonly service: 'iam' | 'sts' | 's3' | 'kms' | 'organizations' | 'ec2' | 'glue' | 'lakeformation' | 's3control'
  readonly operation: string
  readonly account: string
  readonly region: string
}
