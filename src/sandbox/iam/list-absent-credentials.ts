import type {
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
} from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { type PageFacts, type PageRequest, page } from './page.ts'
import { type Action, permission } from './permission.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'

// Credentials that the sandbox cannot make, so that nobody has any. Tools that delete a user list them first.

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html */
export const listSigningCertificates: Operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse> = listNone(
  'iam:ListSigningCertificates',
  (facts) => ({ Certificates: [], ...facts }),
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html */
export const listSSHPublicKeys: Operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse> = listNone(
  'iam:ListSSHPublicKeys',
  (facts) => ({ SSHPublicKeys: [], ...facts }),
)

function listNone<Input extends PageRequest & { readonly UserName?: string | undefined }, Output extends object>(
  action: Action,
  output: (facts: PageFacts) => Output,
): Operation<Input, Output> {
  return {
    requires: ({ UserName }, call, stores) => {
      const self = namedOrSelf(UserName, call)
      return self.ok ? ok([permission(action, selfSubject(self.value, call, stores))]) : self
    },
    run: (input, call, stores) => {
      const self = namedOrSelf(input.UserName, call)
      if (!self.ok) return self
      const name = existingName(self.value, call, stores)
      if (!name.ok) return name
      const none = page([], String, input)
      return none.ok ? ok(output(none.value.facts)) : none
    },
  }
}
