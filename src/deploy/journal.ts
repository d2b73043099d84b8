/** Something that a deployment created, with all that is needed to remove it. Accounts are ids. */
export type Created =
  | ({ readonly kind: 'identity' } & Owner)
  | { readonly kind: 'accessKey'; readonly account: string; readonly user: string; readonly accessKeyId: string }
  | { readonly kind: 'membership'; readonly account: string; readonly group: string; readonly user: string }
  | { readonly kind: 'inlinePolicy'; readonly owner: Owner; readonly name: string }
  | { readonly kind: 'attachment'; readonly owner: Owner; readonly policyArn: string }
  | { readonly kind: 'boundary'; readonly owner: Owner }
  | { readonly kind: 'managedPolicy'; readonly account: string; readonly arn: string }
  | { readonly kind: 'key'; readonly account: string; readonly region: string; readonly keyId: string }
  | { readonly kind: 'alias'; readonly account: string; readonly region: string; readonly alias: string }
  | { readonly kind: 'bucket'; readonly account: string; readonly region: string; readonly bucket: string }
  | { readonly kind: 'bucketPolicy'; readonly account: string; readonly region: string; readonly bucket: string }

/** Whose policy it is. */
export interface Owner {
  readonly type: 'user' | 'group' | 'role'
  readonly account: string
  readonly name: string
}

/** Everything that a deployment created, in the order in which it was. */
export type Journal = readonly Created[]

/** `policy read of role EtleapInput in account 111122223333`. */
export function describeCreated(created: Created): string {
  switch (created.kind) {
    case 'identity':
      return describeOwner(created)
    case 'accessKey':
      return `access key ${created.accessKeyId} of user ${created.user} in account ${created.account}`
    case 'membership':
      return `membership of user ${created.user} in group ${created.group} in account ${created.account}`
    case 'inlinePolicy':
      return `policy ${created.name} of ${describeOwner(created.owner)}`
    case 'attachment':
      return `attachment of ${created.policyArn} to ${describeOwner(created.owner)}`
    case 'boundary':
      return `permissions boundary of ${describeOwner(created.owner)}`
    case 'managedPolicy':
      return `managed policy ${created.arn}`
    case 'key':
      return `KMS key ${created.keyId} in account ${created.account}`
    case 'alias':
      return `${created.alias} in account ${created.account}`
    case 'bucket':
      return `bucket ${created.bucket} in account ${created.account}`
    case 'bucketPolicy':
      return `policy of bucket ${created.bucket} in account ${created.account}`
  }
}

const describeOwner = ({ type, name, account }: Owner): string => `${type} ${name} in account ${account}`
