import type { CreatePolicyVersionRequest, CreatePolicyVersionResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { parseDocument } from './document.ts'
import { checkPolicyArn, findOwnPolicy, policySubject } from './managed-policy.ts'
import { permission } from './permission.ts'
import { versionOutput } from './policy-output.ts'
import { quotas } from './quotas.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html */
export const createPolicyVersion: Operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:CreatePolicyVersion', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: ({ PolicyArn, PolicyDocument, SetAsDefault }, call, stores) => {
    const found = findOwnPolicy(PolicyArn, call, stores)
    if (!found.ok) return found
    const policy = found.value
    const document = parseDocument(PolicyDocument, 'managed')
    if (!document.ok) return document
    if (policy.versions.size >= quotas.versionsPerPolicy) return err(tooManyVersions)
    const version = { id: `v${policy.nextVersion}`, createDate: call.now, ...document.value }
    policy.versions.set(version.id, version)
    policy.nextVersion += 1
    policy.updateDate = call.now
    if (SetAsDefault === true) policy.defaultVersionId = version.id
    return ok({ PolicyVersion: versionOutput(policy, version) })
  },
}

const tooManyVersions: AwsError = {
  code: 'LimitExceeded',
  message: 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
}
