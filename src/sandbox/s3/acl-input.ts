import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { invalidArgument } from '../invalid-argument.ts'
import type { Stores } from '../stores.ts'
import type { Acl, AclGrant, AclGrantee, AclGroup, AclPermission, Owner } from './acl.ts'
import { findOwner } from './canonical-id.ts'

/** The headers in which a request sets an ACL. */
export interface AclInput {
  readonly ACL?: string | undefined
  readonly GrantFullControl?: string | undefined
  readonly GrantRead?: string | undefined
  readonly GrantReadACP?: string | undefined
  readonly GrantWrite?: string | undefined
  readonly GrantWriteACP?: string | undefined
}

/** Whose ACL it becomes. */
export interface AclSubject {
  readonly on: 'bucket' | 'object'
  readonly owner: Owner
  readonly bucketOwner: Owner
}

const grantHeaders = {
  GrantFullControl: ['x-amz-grant-full-control', 'FULL_CONTROL'],
  GrantRead: ['x-amz-grant-read', 'READ'],
  GrantReadACP: ['x-amz-grant-read-acp', 'READ_ACP'],
  GrantWrite: ['x-amz-grant-write', 'WRITE'],
  GrantWriteACP: ['x-amz-grant-write-acp', 'WRITE_ACP'],
} as const satisfies Partial<Record<keyof AclInput, readonly [string, AclPermission]>>

const headerNames = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'] as const

export const namesGrants = (input: AclInput): boolean => headerNames.some((name) => input[name] !== undefined)

/** Whether a request sets an ACL at all. */
export const namesAcl = (input: AclInput): boolean => input.ACL !== undefined || namesGrants(input)

/** The ACL that the headers ask for, or undefined when they ask for none. The words of its refusals were recorded. */
export function parseAclHeaders(input: AclInput, subject: AclSubject, stores: Stores): Result<Acl | undefined, AwsError> {
  if (input.ACL !== undefined && namesGrants(input)) return err(bothForms)
  if (input.ACL !== undefined) return cannedAcl(input.ACL, subject)
  if (!namesGrants(input)) return ok(undefined)
  const grants: AclGrant[] = []
  for (const name of headerNames) {
    const text = input[name]
    if (text === undefined) continue
    const [header, permission] = grantHeaders[name]
    const grantees = parseGrantees(text, header, stores)
    if (!grantees.ok) return grantees
    grants.push(...grantees.value.map((grantee) => ({ grantee, permission })))
  }
  return ok(grants)
}

const bothForms: AwsError = {
  code: 'InvalidRequest',
  message: 'Specifying both Canned ACLs and Header Grants is not allowed',
  status: 400,
}

const group = (name: AclGroup): AclGrantee => ({ type: 'group', group: name })

/** What a canned ACL gives beside the owner's full control. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
function cannedAcl(name: string, { on, owner, bucketOwner }: AclSubject): Result<Acl, AwsError> {
  const own: AclGrant = { grantee: { type: 'account', owner }, permission: 'FULL_CONTROL' }
  const toBucketOwner = (permission: AclPermission): Acl =>
    on === 'bucket' || owner === bucketOwner ? [own] : [own, { grantee: { type: 'account', owner: bucketOwner }, permission }]
  switch (name) {
    case 'private':
    case 'aws-exec-read':
      return ok([own])
    case 'public-read':
      return ok([own, { grantee: group('AllUsers'), permission: 'READ' }])
    case 'public-read-write':
      return ok([own, { grantee: group('AllUsers'), permission: 'READ' }, { grantee: group('AllUsers'), permission: 'WRITE' }])
    case 'authenticated-read':
      return ok([own, { grantee: group('AuthenticatedUsers'), permission: 'READ' }])
    case 'bucket-owner-read':
      return ok(toBucketOwner('READ'))
    case 'bucket-owner-full-control':
      return ok(toBucketOwner('FULL_CONTROL'))
    case 'log-delivery-write':
      if (on === 'object') return err(unknownAcl(name))
      return ok([own, { grantee: group('LogDelivery'), permission: 'WRITE' }, { grantee: group('LogDelivery'), permission: 'READ_ACP' }])
    default:
      return err(unknownAcl(name))
  }
}

/** AWS sends no message with it. */
const unknownAcl = (name: string): AwsError => invalidArgument('', 'x-amz-acl', name)

/** `id="…", uri="…"` @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
function parseGrantees(text: string, header: string, stores: Stores): Result<readonly AclGrantee[], AwsError> {
  const grantees: AclGrantee[] = []
  for (const item of text.split(',')) {
    const [, key, value] = /^\s*(\w+)\s*=\s*"?([^"]*)"?\s*$/.exec(item) ?? []
    if (key === undefined || value === undefined) return err(invalidArgument('Argument format not recognized', header, text))
    const grantee = parseGrantee(key.toLowerCase(), value, stores)
    if (grantee === undefined) return err(invalidArgument('Argument format not recognized', header, text))
    if (!grantee.ok) return grantee
    grantees.push(grantee.value)
  }
  return ok(grantees)
}

function parseGrantee(key: string, value: string, stores: Stores): Result<AclGrantee, AwsError> | undefined {
  switch (key) {
    case 'id':
      return parseId(value, stores)
    case 'uri':
      return parseGroupUri(value)
    case 'emailaddress':
      return parseEmail(value, stores)
    default:
      return undefined
  }
}

export function parseId(id: string, stores: Stores): Result<AclGrantee, AwsError> {
  const owner = findOwner(id, stores)
  return owner === undefined ? err(invalidArgument('Invalid id', 'id', id)) : ok({ type: 'account', owner })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
export const groupUris = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const satisfies Record<AclGroup, string>

export function parseGroupUri(uri: string): Result<AclGrantee, AwsError> {
  switch (uri) {
    case groupUris.AllUsers:
      return ok(group('AllUsers'))
    case groupUris.AuthenticatedUsers:
      return ok(group('AuthenticatedUsers'))
    case groupUris.LogDelivery:
      return ok(group('LogDelivery'))
    default:
      return err(invalidArgument('Invalid group uri', 'uri', uri))
  }
}

/** S3 takes no e-mail addresses since October 2025; the profile `legacy-s3` does. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export function parseEmail(email: string, stores: Stores): Result<AclGrantee, AwsError> {
  if (stores.profile === 'current') return err(emailGrantee)
  const account = [...stores.iam.accounts.values()].find((candidate) => candidate.email === email)
  return account === undefined ? err(unknownEmail) : ok({ type: 'account', owner: account.id })
}

const emailGrantee: AwsError = {
  code: 'MethodNotAllowed',
  message: 'The specified method is not allowed against this resource.',
  status: 405,
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
const unknownEmail: AwsError = {
  code: 'UnresolvableGrantByEmailAddress',
  message: 'The email address you provided does not match any account on record.',
  status: 400,
}
