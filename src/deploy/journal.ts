/**
 * Something that a deployment created and that stands alone: what belongs to it, as the keys and policies of a user or the objects of a bucket, goes
 * with it. Accounts are ids.
 */
export type Created =
  | ({ readonly kind: 'identity' } & Owner)
  | { readonly kind: 'managedPolicy'; readonly account: string; readonly arn: string }
  /** Without an id where the answer that tells it has not come: its tags say whose it is. */
  | { readonly kind: 'key'; readonly account: string; readonly region: string; readonly keyId?: string }
  | { readonly kind: 'alias'; readonly account: string; readonly region: string; readonly alias: string }
  /** Of the embedded sandbox alone. The account is the management account. */
  | { readonly kind: 'organization'; readonly account: string }
  /** Of the embedded sandbox alone. */
  | ({ readonly kind: 'network' } & NetworkPart)
  /** Of the embedded sandbox alone, as the next five. */
  | { readonly kind: 'accessPoint'; readonly account: string; readonly region: string; readonly accessPoint: string }
  | { readonly kind: 'database'; readonly account: string; readonly region: string; readonly database: string }
  | { readonly kind: 'dataLocation'; readonly account: string; readonly region: string; readonly location: string }
  | { readonly kind: 'dataLake'; readonly account: string; readonly region: string }
  | { readonly kind: 'catalogEncryption'; readonly account: string; readonly region: string }
  | { readonly kind: 'stsRegions'; readonly account: string }
  | { readonly kind: 'bucket'; readonly account: string; readonly region: string; readonly bucket: string }

/** Something of EC2, by the prefix of its id. */
export interface NetworkPart {
  readonly account: string
  readonly region: string
  readonly id: string
  /** Of a gateway that is attached. */
  readonly vpc?: string
}

/** Whose policy it is. */
export interface Owner {
  readonly type: 'user' | 'group' | 'role'
  readonly account: string
  readonly name: string
}

/** Everything that a deployment created, in the order in which it was. */
export type Journal = readonly Created[]

/** `role EtleapInput in account 111122223333`. */
export function describeCreated(created: Created): string {
  switch (created.kind) {
    case 'identity':
      return `${created.type} ${created.name} in account ${created.account}`
    case 'managedPolicy':
      return `managed policy ${created.arn}`
    case 'key':
      return `KMS key ${created.keyId ?? '(id not known)'} in account ${created.account}, ${created.region}`
    case 'alias':
      return `${created.alias} in account ${created.account}, ${created.region}`
    case 'organization':
      return `the organization of account ${created.account}`
    case 'network':
      return `${created.id} in account ${created.account}, ${created.region}`
    case 'accessPoint':
      return `access point ${created.accessPoint} in account ${created.account}`
    case 'database':
      return `Glue database ${created.database} in account ${created.account}, ${created.region}`
    case 'dataLocation':
      return `data location ${created.location} in account ${created.account}, ${created.region}`
    case 'dataLake':
      return `the settings of Lake Formation in account ${created.account}, ${created.region}`
    case 'catalogEncryption':
      return `the encryption of the Data Catalog in account ${created.account}, ${created.region}`
    case 'stsRegions':
      return `the STS regions of account ${created.account}`
    case 'bucket':
      return `bucket ${created.bucket} in account ${created.account}`
  }
}
