import { readSteps } from '../connectors/s3-read.ts'
import { everyWriteStep } from '../connectors/s3-write.ts'
import { transferSteps } from '../connectors/transfer-bucket.ts'

/** The steps that need S3, for what keeps all of them from being made. */
export const everyStep: readonly string[] = [...new Set(['s3.head-bucket', ...readSteps, ...everyWriteStep, ...transferSteps.write])]
