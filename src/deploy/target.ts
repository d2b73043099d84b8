/** Where fixtures are deployed. */
export interface Target {
  /** The sandbox of this process, another AWS-compatible server, or AWS itself. */
  readonly kind: 'embedded' | 'endpoint' | 'aws'
  /** Absent for AWS itself. */
  readonly endpoint?: string
  /** Who deploys into each account, by account id. Nothing is deployed into any other account. */
  readonly accounts: ReadonlyMap<string, Credentials>
  /** Milliseconds for one call. */
  readonly timeoutMs: number
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}
