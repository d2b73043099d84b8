import type { ListPoliciesRequest, ListPoliciesResponse } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { allPolicies, attachedTo, boundedBy } from './managed-policy.ts'
import { page } from './page.ts'
import { permission } from './permission.ts'
import { policyOutput } from './policy-output.ts'
import type { Account, ManagedPolicy } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
export const listPolicies: Operation<ListPoliciesRequest, ListPoliciesResponse> = {
  requires: ({ PathPrefix = '/' }) => ok([permission('iam:ListPolicies', { arn: '*', named: `policy path ${PathPrefix}` })]),
  run: (input, call, stores) => {
    const account = callerAccount(call, stores)
    const wanted = allPolicies(call, stores).filter((policy) => isWanted(policy, account, input))
    const shown = page(wanted, order, input)
    return shown.ok ? ok({ Policies: shown.value.items.map((policy) => policyOutput(policy, account)), ...shown.value.facts }) : shown
  },
}

function isWanted(
  policy: ManagedPolicy,
  account: Account,
  { Scope = 'All', OnlyAttached, PathPrefix = '/', PolicyUsageFilter }: Parsed<ListPoliciesRequest>,
): boolean {
  const inScope = Scope === 'All' || (Scope === 'AWS') === (policy.account === undefined)
  return inScope && policy.path.startsWith(PathPrefix) && isUsed(policy, account, OnlyAttached === true, PolicyUsageFilter)
}

/**
 * `PolicyUsageFilter` tells in which way a policy must be in use, but only where `OnlyAttached` asks that it is in use at all. Recorded from AWS
 * (github.com/radkawar/stackd, testdata/aws/iam/policy_management.json).
 */
function isUsed({ arn }: ManagedPolicy, account: Account, onlyAttached: boolean, filter: string | undefined): boolean {
  if (!onlyAttached) return true
  const isAttached = filter !== 'PermissionsBoundary' && attachedTo(arn, account).length > 0
  return isAttached || (filter !== 'PermissionsPolicy' && boundedBy(arn, account).length > 0)
}

/** The customer's policies first, each part by name. */
const order = ({ account, name }: ManagedPolicy): string => `${account === undefined ? '1' : '0'}${name.toLowerCase()}`
