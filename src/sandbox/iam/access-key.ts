import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import type { AccessKey, User } from './store.ts'

/** The long-term keys of one user of the caller's account, or of its root, oldest first. */
export function accessKeysOf(userName: string | undefined, call: Call, stores: Stores): readonly AccessKey[] {
  const { id } = callerAccount(call, stores)
  return [...stores.iam.accessKeys.values()].filter((key) => key.account === id && key.userName === userName)
}

export const userAccessKeys = ({ account, name }: User, { iam }: Stores): readonly AccessKey[] =>
  [...iam.accessKeys.values()].filter((key) => key.account === account && key.userName === name)

export function findAccessKey(accessKeyId: string, userName: string | undefined, call: Call, stores: Stores): Result<AccessKey, AwsError> {
  const key = accessKeysOf(userName, call, stores).find((candidate) => candidate.accessKeyId === accessKeyId)
  return key === undefined ? err(noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`)) : ok(key)
}
