import { err, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { parseDocument } from './document.ts'
import { sizeOf } from './document-text.ts'
import { limitExceeded } from './errors.ts'
import { quotas } from './quotas.ts'
import type { StoredDocument } from './store.ts'

/** Reads the document of a managed policy, or refuses it in IAM's words. */
export function parseManagedDocument(text: string): Result<StoredDocument, AwsError> {
  const document = parseDocument(text, 'managed')
  if (document.ok && sizeOf(text) > quotas.policySize) return err(limitExceeded('PolicySize', quotas.policySize))
  return document
}
