import type { AccessControlPolicy } from '@aws-sdk/client-s3'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import type { Acl } from './acl.ts'
import { parseAclDocument } from './acl-document.ts'
import { type AclInput, type AclSubject, namesAcl, parseAclHeaders } from './acl-input.ts'

export interface PutAclInput extends AclInput {
  readonly AccessControlPolicy?: Parsed<AccessControlPolicy> | undefined
}

/** The ACL that a request sets, in its headers or in its body. The words were recorded from AWS. */
export function chooseAcl(input: PutAclInput, subject: AclSubject, stores: Stores): Result<Acl, AwsError> {
  const { AccessControlPolicy: document } = input
  if (document !== undefined && namesAcl(input)) return err(unexpectedContent)
  if (document !== undefined) return parseAclDocument(document, subject.owner, stores)
  const acl = parseAclHeaders(input, subject, stores)
  if (!acl.ok) return acl
  return acl.value === undefined ? err(missingHeader) : ok(acl.value)
}

const unexpectedContent: AwsError = { code: 'UnexpectedContent', message: 'This request does not support content', status: 400 }

const missingHeader: AwsError = {
  code: 'MissingSecurityHeader',
  message: 'Your request was missing a required header',
  status: 400,
  fields: { MissingHeaderName: 'x-amz-acl' },
}
