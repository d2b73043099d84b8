import type { CreatePolicyRequest, CreatePolicyResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { uniqueId } from '../unique-id.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { parseDocument } from './document.ts'
import { entityAlreadyExists, limitExceeded } from './errors.ts'
import { permission } from './permission.ts'
import { policyOutput } from './policy-output.ts'
import { quotas } from './quotas.ts'
import type { ManagedPolicy } from './store.ts'
import { parseTags, tagsOutput } from './tags.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const createPolicy: Operation<CreatePolicyRequest, CreatePolicyResponse> = {
  requires: ({ PolicyName, Path = '/', Tags }, call, stores) => {
    const tags = parseTags(Tags, 'exact')
    if (!tags.ok) return tags
    const subject = { arn: iamArn(callerAccount(call, stores).id, 'policy', Path, PolicyName), named: `policy ${PolicyName}` }
    const create = permission('iam:CreatePolicy', subject, { requestTags: tags.value })
    return ok(tags.value.size === 0 ? [create] : [create, permission('iam:TagPolicy', subject, { requestTags: tags.value })])
  },
  run: ({ PolicyName, Path = '/', PolicyDocument, Description, Tags }, call, stores) => {
    const account = callerAccount(call, stores)
    const tags = parseTags(Tags, 'exact')
    if (!tags.ok) return tags
    const document = parseDocument(PolicyDocument, 'managed')
    if (!document.ok) return document
    if (account.policies.has(PolicyName))
      return err(entityAlreadyExists(`A policy called ${PolicyName} already exists. Duplicate names are not allowed.`))
    if (account.policies.size >= quotas.policies) return err(limitExceeded('PoliciesPerAccount', quotas.policies))
    const policy: ManagedPolicy = {
      name: PolicyName,
      path: Path,
      arn: iamArn(account.id, 'policy', Path, PolicyName),
      id: uniqueId('ANPA', account.id, call.random),
      account: account.id,
      ...(Description === undefined ? {} : { description: Description }),
      createDate: call.now,
      updateDate: call.now,
      tags: tags.value,
      versions: new Map([['v1', { id: 'v1', createDate: call.now, ...document.value }]]),
      defaultVersionId: 'v1',
      nextVersion: 2,
    }
    account.policies.set(PolicyName, policy)
    return ok({ Policy: { ...policyOutput(policy, account), Tags: tagsOutput(policy.tags) } })
  },
}
