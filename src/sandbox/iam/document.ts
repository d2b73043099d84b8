import { err, ok, type Result } from '../../base/result.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { PolicyType } from '../../policy/policy.ts'
import type { RefusalContext } from '../../policy/refusal.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import { malformedPolicy } from './errors.ts'
import type { StoredDocument } from './store.ts'

/** Reads a document that a call brings, or refuses it in IAM's words, among them those for documents that are too long. */
export function parseDocument(text: string, type: PolicyType, context: RefusalContext = {}): Result<StoredDocument, AwsError> {
  const refused = refusePolicy(text, type, context)
  if (refused !== undefined) return err({ code: refused.code, message: refused.message })
  const policy = parsePolicyText(text, 'policy.json', type)
  return policy.ok ? ok({ text, policy: policy.value }) : err(malformedPolicy('Syntax errors in policy.'))
}
