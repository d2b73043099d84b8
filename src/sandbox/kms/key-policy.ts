import { err, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import { ResourceDocument } from '../iam/resource-document.ts'
import type { IamStore } from '../iam/store.ts'
import { withAccounts } from '../iam/with-accounts.ts'

/** What a key gets whose creator names no policy: its account may use IAM policies. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export const defaultKeyPolicy = (account: AccountId): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    },
    null,
    2,
  )

/** Reads a policy that a request brings, or refuses it in KMS's words. */
export function parseKeyPolicy(submitted: string, iam: IamStore): Result<ResourceDocument, AwsError> {
  const text = withAccounts(submitted, iam)
  const refused = refusePolicy(text, 'key')
  if (refused !== undefined) return err({ code: refused.code, message: refused.message })
  const policy = parsePolicyText(text, 'key policy', 'key')
  if (!policy.ok) throw new Error('internal error: a key policy that KMS takes does not parse')
  const document = ResourceDocument.of({ text, policy: policy.value }, 'key', iam)
  return document.ok ? document : err(invalidPrincipals)
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html */
const invalidPrincipals: AwsError = {
  code: 'MalformedPolicyDocumentException',
  message: 'Policy contains a statement with one or more invalid principals.',
}

/** Reads a policy that we wrote. */
export function parseOwnPolicy(text: string, iam: IamStore): ResourceDocument {
  const document = parseKeyPolicy(text, iam)
  if (!document.ok) throw new Error(`internal error: ${document.error.message}`)
  return document.value
}
