import type { Operations } from '../operation.ts'

/** The operations of S3 that are built, by the name in the model. */
export const operations = {} satisfies Operations
