import type { User as ModelUser } from '@aws-sdk/client-iam'
import { type BoundaryOutput, boundaryOutput } from './permissions-boundary.ts'
import type { User } from './store.ts'
import { tagsOutput } from './tags.ts'

export type UserOutput = Omit<ModelUser, 'PermissionsBoundary'> & { readonly PermissionsBoundary?: BoundaryOutput | undefined }

/** A user as lists show it: without boundary and tags. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export const userOutput = ({ path, name, id, arn, createDate, passwordLastUsed }: User): ModelUser => ({
  Path: path,
  UserName: name,
  UserId: id,
  Arn: arn,
  CreateDate: createDate,
  PasswordLastUsed: passwordLastUsed,
})

/** A user as `CreateUser` and `GetUser` show it. */
export const fullUserOutput = (user: User): UserOutput => ({
  ...userOutput(user),
  PermissionsBoundary: boundaryOutput(user.boundary),
  Tags: tagsOutput(user.tags),
})
