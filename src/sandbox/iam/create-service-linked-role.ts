import type { CreateServiceLinkedRoleRequest } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { uniqueId } from '../unique-id.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { invalidInput } from './errors.ts'
import { permission } from './permission.ts'
import { createdRoleOutput, type RoleOutput } from './role-output.ts'
import { type ServiceLinkedRole, serviceLinkedRoles } from './service-linked-roles.ts'
import type { Role } from './store.ts'
import { parseTrustPolicy } from './trust-policy.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html */
export const createServiceLinkedRole: Operation<CreateServiceLinkedRoleRequest, { readonly Role: RoleOutput }> = {
  requires: (input, call, stores) => {
    const planned = plan(input)
    if (!planned.ok) return planned
    const arn = iamArn(callerAccount(call, stores).id, 'role', planned.value.path, planned.value.name)
    return ok([permission('iam:CreateServiceLinkedRole', { arn }, { context: { 'iam:AWSServiceName': input.AWSServiceName } })])
  },
  run: (input, call, stores) => {
    const planned = plan(input)
    if (!planned.ok) return planned
    const { name } = planned.value
    const { roles } = callerAccount(call, stores)
    if (roles.has(name))
      return err(invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`))
    const role = newRole(input, planned.value, call, stores)
    if (!role.ok) return role
    roles.set(name, role.value)
    return ok({ Role: createdRoleOutput(role.value, stores.iam) })
  },
}

interface Plan extends ServiceLinkedRole {
  readonly name: string
  readonly path: string
}

/** What role it is to be. Both refusals are inferred. */
function plan({ AWSServiceName, CustomSuffix }: Parsed<CreateServiceLinkedRoleRequest>): Result<Plan, AwsError> {
  const service = serviceLinkedRoles.get(AWSServiceName)
  if (service === undefined) return err(invalidInput(`Service ${AWSServiceName} has no service-linked role here.`))
  if (CustomSuffix !== undefined && service.takesSuffix !== true)
    return err(invalidInput(`Custom suffix is not allowed for ${AWSServiceName}`))
  const name = CustomSuffix === undefined ? service.roleName : `${service.roleName}_${CustomSuffix}`
  return ok({ ...service, name, path: `/aws-service-role/${AWSServiceName}/` })
}

function newRole(
  { AWSServiceName, Description }: Parsed<CreateServiceLinkedRoleRequest>,
  { name, path, policyName }: Plan,
  call: Call,
  stores: Stores,
): Result<Role, AwsError> {
  const { id } = callerAccount(call, stores)
  const trust = parseTrustPolicy(trustIn(AWSServiceName), stores.iam)
  if (!trust.ok) return trust
  return ok({
    name,
    path,
    arn: iamArn(id, 'role', path, name),
    id: uniqueId('AROA', id, call.random),
    account: id,
    createDate: call.now,
    inline: new Map(),
    attached: new Set([iamArn('aws', 'policy', '/aws-service-role/', policyName)]),
    tags: new Map(),
    trust: trust.value,
    maxSessionDuration: 3600,
    serviceLinkedFor: AWSServiceName,
    ...(Description === undefined ? {} : { description: Description }),
  })
}

const trustIn = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  })
