import type { DeletePolicyVersionRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { deleteConflict } from './errors.ts'
import { checkPolicyArn, findOwnVersion, policySubject } from './managed-policy.ts'
import { permission } from './permission.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html */
export const deletePolicyVersion: Operation<DeletePolicyVersionRequest, object> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:DeletePolicyVersion', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: ({ PolicyArn, VersionId }, call, stores) => {
    const found = findOwnVersion(PolicyArn, VersionId, call, stores)
    if (!found.ok) return found
    const [policy, version] = found.value
    if (policy.defaultVersionId === version.id) return err(deleteConflict('Cannot delete the default version of a policy.'))
    policy.versions.delete(version.id)
    return ok({})
  },
}
