import { describeError } from './failure.ts'

/** Somebody was faster, or an attempt whose answer was lost. `KMSInvalidStateException`: the key is waiting to be deleted. */
const gone = new Set([
  'NoSuchEntity',
  'NoSuchEntityException',
  'NoSuchBucket',
  'NoSuchUpload',
  'NoSuchBucketPolicy',
  'NotFoundException',
  'KMSInvalidStateException',
])

/** Removes something; that it is not there is no failure. */
export async function whileThere(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove()
  } catch (error) {
    if (!gone.has(describeError(error).code)) throw error
  }
}
