import type { Role as ModelRole } from '@aws-sdk/client-iam'
import { encodeDocument } from './encode-document.ts'
import { type BoundaryOutput, boundaryOutput } from './permissions-boundary.ts'
import type { IamStore, Role } from './store.ts'
import { tagsOutput } from './tags.ts'

export type RoleOutput = Omit<ModelRole, 'PermissionsBoundary'> & { readonly PermissionsBoundary?: BoundaryOutput | undefined }

/** What every answer shows of a role; an instance profile shows no more. */
export const briefRoleOutput = ({ path, name, id, arn, createDate, trust }: Role, iam: IamStore): ModelRole => ({
  Path: path,
  RoleName: name,
  RoleId: id,
  Arn: arn,
  CreateDate: createDate,
  AssumeRolePolicyDocument: encodeDocument(trust.current(iam).text),
})

/** A role as `CreateRole` shows it: without description and session duration, even if the call set them. */
export const createdRoleOutput = (role: Role, iam: IamStore): RoleOutput => ({
  ...briefRoleOutput(role, iam),
  PermissionsBoundary: boundaryOutput(role.boundary),
  Tags: tagsOutput(role.tags),
})

/** A role as lists show it. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const listedRoleOutput = (role: Role, iam: IamStore): ModelRole => ({
  ...briefRoleOutput(role, iam),
  Description: role.description,
  MaxSessionDuration: role.maxSessionDuration,
})

/** A role as `GetRole` shows it. */
export const fullRoleOutput = (role: Role, iam: IamStore): RoleOutput => ({
  ...listedRoleOutput(role, iam),
  PermissionsBoundary: boundaryOutput(role.boundary),
  Tags: tagsOutput(role.tags),
  RoleLastUsed: lastUsedOutput(role),
})

export const lastUsedOutput = ({ lastUsed }: Role): { LastUsedDate?: Date; Region?: string } =>
  lastUsed === undefined ? {} : { LastUsedDate: lastUsed.date, Region: lastUsed.region }
