import { err, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { parseDocument } from './document.ts'
import { malformedPolicy } from './errors.ts'
import { ResourceDocument } from './resource-document.ts'
import type { IamStore } from './store.ts'
import { withAccounts } from './with-accounts.ts'

/** Reads the trust policy of a role, or refuses it in IAM's words. */
export function parseTrustPolicy(text: string, iam: IamStore): Result<ResourceDocument, AwsError> {
  const document = parseDocument(withAccounts(text, iam), 'trust')
  if (!document.ok) return document
  const trust = ResourceDocument.of(document.value, 'trust', iam)
  return trust.ok ? trust : err(malformedPolicy(`Invalid principal in policy: ${trust.error}`))
}
