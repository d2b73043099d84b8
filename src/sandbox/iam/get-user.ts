import type { GetUserRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { find, users } from './kind.ts'
import { permission } from './permission.ts'
import { namedOrSelf, selfSubject } from './self.ts'
import type { Account } from './store.ts'
import { fullUserOutput, type UserOutput } from './user-output.ts'

/** Without a name it answers who signed. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
export const getUser: Operation<GetUserRequest, { readonly User: UserOutput }> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:GetUser', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    if (!self.ok) return self
    if (self.value.type === 'root') return ok({ User: rootOutput(callerAccount(call, stores)) })
    const user = find(users, self.value.name, call, stores)
    return user.ok ? ok({ User: fullUserOutput(user.value) }) : user
  },
}

/** The root user has neither name nor path, and its id is the account's. */
const rootOutput = ({ id }: Account): UserOutput => ({
  Path: undefined,
  UserName: undefined,
  UserId: id,
  Arn: `arn:aws:iam::${id}:root`,
  CreateDate: undefined,
})
