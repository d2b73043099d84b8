import type { Operations } from '../operation.ts'

/** The operations of IAM that are built, by the name in the model. */
export const operations = {} satisfies Operations
