import type { ListPolicyVersionsRequest, ListPolicyVersionsResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { checkPolicyArn, findPolicy, policySubject } from './managed-policy.ts'
import { page } from './page.ts'
import { permission } from './permission.ts'
import { versionOutput } from './policy-output.ts'
import type { PolicyVersion } from './store.ts'

/** The newest version first. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicyVersions.html */
export const listPolicyVersions: Operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse> = {
  requires: ({ PolicyArn }, call, stores) => {
    const checked = checkPolicyArn(PolicyArn)
    return checked.ok ? ok([permission('iam:ListPolicyVersions', policySubject(PolicyArn, call, stores))]) : checked
  },
  run: ({ PolicyArn, ...asked }, call, stores) => {
    const policy = findPolicy(PolicyArn, call, stores)
    if (!policy.ok) return policy
    const shown = page(policy.value.versions.values(), newestFirst, asked)
    if (!shown.ok) return shown
    return ok({ Versions: shown.value.items.map((version) => versionOutput(policy.value, version)), ...shown.value.facts })
  },
}

const newestFirst = ({ id }: PolicyVersion): string => String(1e9 - Number(id.slice(1)))
