import { err, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { parseDocument } from './document.ts'
import { sizeOf } from './document-text.ts'
import { limitExceeded, malformedPolicy } from './errors.ts'
import { quotas } from './quotas.ts'
import { ResourceDocument } from './resource-document.ts'
import type { IamStore } from './store.ts'

/** Reads the trust policy of a role, or refuses it in IAM's words. */
export function parseTrustPolicy(text: string, iam: IamStore): Result<ResourceDocument, AwsError> {
  const document = parseDocument(text, 'trust')
  if (!document.ok) return document
  // As tools report it: github.com/hashicorp/terraform-provider-aws has `Cannot exceed quota for ACLSizePerRole: 2048`.
  if (sizeOf(text) > quotas.trustSize) return err(limitExceeded('ACLSizePerRole', quotas.trustSize))
  const trust = ResourceDocument.of(document.value, 'trust', iam)
  return trust.ok ? trust : err(malformedPolicy(`Invalid principal in policy: ${trust.error}`))
}
