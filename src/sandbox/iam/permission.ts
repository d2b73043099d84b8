import type { AccountId } from '../../policy/account-id.ts'
import type { Permission } from '../operation.ts'

/** What an IAM call is about. */
export interface Subject {
  readonly arn: string
  /** As IAM's denials name it where that is not the ARN: `role NAME`, `policy ARN`. */
  readonly named?: string
  /** Where it is not the caller's. */
  readonly account?: AccountId
  readonly tags?: ReadonlyMap<string, string> | undefined
  /** ARN of the user's or role's permissions boundary. */
  readonly boundary?: string | undefined
}

/** Every operation of IAM is one action of the same name. */
export type Action = `iam:${string}`

/**
 * The permission for `action` on `subject`.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function permission(action: Action, subject: Subject, more: Pick<Permission, 'context' | 'requestTags'> = {}): Permission {
  const { arn, named = arn, account, tags, boundary } = subject
  return {
    action,
    resource: arn,
    ...(account === undefined ? {} : { resourceAccount: account }),
    ...(tags === undefined ? {} : { resourceTags: tags }),
    ...more,
    context: { ...(seesBoundary.has(action) ? { 'iam:PermissionsBoundary': boundary } : {}), ...more.context },
    refusal: (_decision, message) => ({ code: 'AccessDenied', message: renamed(message, arn, named), status: 403 }),
  }
}

/**
 * IAM's denials name what the call named: `on resource: role NAME`, `policy ARN`, `instance profile NAME`, and the ARN where the call creates
 * or lists, as many reports show (github.com/hashicorp/terraform-provider-aws, github.com/aws/aws-sdk-go).
 */
const renamed = (message: string, arn: string, named: string): string =>
  message.replace(`on resource: ${arn}`, () => `on resource: ${named}`)

/** The actions that send `iam:PermissionsBoundary`: the boundary that the user or role has. */
const seesBoundary: ReadonlySet<string> = new Set([
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DeleteUserPermissionsBoundary',
  'iam:DeleteUserPolicy',
  'iam:DetachRolePolicy',
  'iam:DetachUserPolicy',
  'iam:GetRole',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
])
