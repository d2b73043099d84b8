import type { AccessKey } from '../iam/store.ts'
import type { Stores } from '../stores.ts'
import { SeedError } from './seed-error.ts'

/** A request names nothing but its key, so no two may be the same. */
export function addAccessKey(key: AccessKey, { iam }: Stores): void {
  if (iam.accessKeys.has(key.accessKeyId)) throw new SeedError(`the access key ${key.accessKeyId} is given twice`)
  iam.accessKeys.set(key.accessKeyId, key)
}
