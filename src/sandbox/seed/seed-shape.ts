import type { Located } from '../../base/located.ts'
import { list, map, optional, type Read, record, required, type Shape, secret, type TextRule, text } from '../../base/shape.ts'

const accessKeyId: TextRule = {
  pattern: /^\w{1,128}$/,
  is: 'an access key id',
  help: 'letters, digits and underscores; those of AWS look like `AKIAIOSFODNN7EXAMPLE`',
}

const canonicalId: TextRule = {
  pattern: /^[\w.@+-]{1,128}$/,
  is: 'a canonical user id',
  help: "AWS's have 64 hexadecimal digits",
}

const accountId: TextRule = {
  pattern: /^\d{12}$/,
  is: 'an account id',
  help: 'an account id is twelve digits in quotes: "111122223333"',
}

const iamPath: TextRule = {
  pattern: /^\/([!-\x7f]+\/)?$/,
  is: 'an IAM path',
  help: 'a path begins and ends with a slash: `/service/`',
}

const regionName: TextRule = { pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/, is: 'the name of a region', help: 'for example `us-east-1`' }

const keyId: TextRule = { pattern: /^[\w-]{1,256}$/, is: 'a key id', help: 'for example `1234abcd-12ab-34cd-56ef-1234567890ab`' }

const alias: TextRule = { pattern: /^alias\/[\w/-]{1,250}$/, is: 'the name of an alias', help: 'for example `alias/exports`' }

const issuerUrl: TextRule = {
  pattern: /^https?:\/\/[^?#]+$/,
  is: 'the address of an issuer',
  help: 'as the `iss` claim has it: `https://…`, in the profile `legacy-s3` also `http://…`',
}

const time: TextRule = {
  pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  is: 'a time',
  help: 'in UTC, in quotes: "2026-11-21T08:00:00Z"',
}

/** A JSON document, or a JSON web key: read by whoever knows them. */
const document: Shape<Located> = {
  schema: { type: 'object' },
  read: (value, report) => {
    if (value.kind === 'object') return value
    report('wrong-kind', value.at, 'expected a map of names to values')
    return undefined
  },
}

const credentials = record('an access key', {
  accessKeyId: required(secret(accessKeyId), 'the id that clients sign with'),
  secretAccessKey: required(secret(), 'the secret that goes with it'),
})

const user = record('a user', {
  path: optional(text(iamPath), 'the IAM path, `/` unless it is given'),
  accessKeys: optional(list(credentials), 'the access keys it has'),
  policies: optional(map(document), 'inline policies: the name of each and the document'),
  attached: optional(list(text()), 'ARNs of policies that AWS manages'),
})

const account = record('an account', {
  canonicalId: optional(text(canonicalId), 'how S3 names it as an owner; made from the id unless it is given'),
  displayName: optional(text(), "the owner's name in answers of the profile `legacy-s3`"),
  email: optional(text(), 'the address by which ACLs of the profile `legacy-s3` may name it'),
  rootCredentials: optional(credentials, 'the access key of the root user; made unless it is given'),
  users: optional(map(user), 'users, by name'),
})

const key = record('a key', {
  account: required(text(accountId), 'the id of the account it belongs to'),
  id: required(text(keyId), 'the id it has'),
  region: optional(text(regionName), 'the region it is in, `us-east-1` unless it is given'),
  alias: optional(text(alias), 'an alias for it'),
  policy: optional(document, 'its key policy, the default one unless it is given'),
})

/** What is in a sandbox before the first call. */
export const seedShape = record('a seed', {
  accounts: required(map(account), 'the accounts, by id'),
  keys: optional(list(key), 'KMS keys'),
  issuers: optional(
    map(record('an issuer', { keys: required(list(document), 'its JSON web keys') })),
    'OpenID Connect issuers whose tokens are taken, by address',
  ),
  clock: optional(text(time), 'what time it is when the sandbox starts; the clock goes on from there'),
})

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
const userName: TextRule = {
  pattern: /^[\w+=,.@-]{1,64}$/,
  is: 'the name of a user',
  help: 'letters, digits and any of `+=,.@_-`, at most 64',
}

/** What the keys of its maps must be. */
export const entryRules = { accountId, issuerUrl, userName } as const

export type SeedText = Read<typeof seedShape>['of']
export type AccountText = SeedText['accounts'][number]
export type UserText = NonNullable<AccountText['value']['of']['users']>[number]
export type KeyText = NonNullable<SeedText['keys']>['items'][number]
