import type { Operations } from '../operation.ts'
import { getCallerIdentity } from './get-caller-identity.ts'

/** The operations of STS that are built, by the name in the model. */
export const operations = {
  GetCallerIdentity: getCallerIdentity,
} satisfies Operations
