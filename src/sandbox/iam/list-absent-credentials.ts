import type {
  ListMFADevicesRequest,
  ListMFADevicesResponse,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
} from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { type Action, permission } from './permission.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'

// Credentials that the sandbox cannot make, so that nobody has any. Tools that delete a user list them first.

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html */
export const listMFADevices: Operation<ListMFADevicesRequest, ListMFADevicesResponse> = listNone(
  'iam:ListMFADevices',
  ({ UserName }) => UserName,
  { MFADevices: [], IsTruncated: false },
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html */
export const listSigningCertificates: Operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse> = listNone(
  'iam:ListSigningCertificates',
  ({ UserName }) => UserName,
  { Certificates: [], IsTruncated: false },
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html */
export const listSSHPublicKeys: Operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse> = listNone(
  'iam:ListSSHPublicKeys',
  ({ UserName }) => UserName,
  { SSHPublicKeys: [], IsTruncated: false },
)

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html */
export const listServiceSpecificCredentials: Operation<ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse> =
  listNone('iam:ListServiceSpecificCredentials', ({ UserName }) => UserName, { ServiceSpecificCredentials: [] })

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html */
export const listVirtualMFADevices: Operation<ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse> = {
  requires: (_input, call, stores) =>
    ok([permission('iam:ListVirtualMFADevices', { arn: iamArn(callerAccount(call, stores).id, 'mfa', '/', '') })]),
  run: () => ok({ VirtualMFADevices: [], IsTruncated: false }),
}

function listNone<Input, Output extends object>(
  action: Action,
  userName: (input: Parsed<Input>) => string | undefined,
  none: Output,
): Operation<Input, Output> {
  return {
    requires: (input, call, stores) => {
      const self = namedOrSelf(userName(input), call)
      return self.ok ? ok([permission(action, selfSubject(self.value, call, stores))]) : self
    },
    run: (input, call, stores) => {
      const self = namedOrSelf(userName(input), call)
      if (!self.ok) return self
      const name = existingName(self.value, call, stores)
      return name.ok ? ok(none) : name
    },
  }
}
