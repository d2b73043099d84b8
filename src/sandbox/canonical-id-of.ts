import { createHash } from 'node:crypto'
import type { AccountId } from '../policy/account-id.ts'

/** The canonical id of an account that was given none. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html */
export const canonicalIdOf = (id: AccountId): string => createHash('sha256').update(`canonical id of ${id}`).digest('hex')
