import type { GenerateRandomRequest, GenerateRandomResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html */
export const generateRandom: Operation<GenerateRandomRequest, GenerateRandomResponse> = {
  requires: (input) => {
    const refused = refuse(input)
    if (refused !== undefined) return err(refused)
    return ok([{ action: 'kms:GenerateRandom', resource: '*' }])
  },
  run: ({ NumberOfBytes: length = 0 }, { random }) => ok({ Plaintext: Buffer.from(random.bytes(length)) }),
}

function refuse({ NumberOfBytes, CustomKeyStoreId, Recipient }: Parsed<GenerateRandomRequest>): AwsError | undefined {
  // Recorded from AWS.
  if (NumberOfBytes === undefined) return { code: 'ValidationException', message: 'NumberOfBytes is required.', status: 400 }
  if (CustomKeyStoreId === undefined && Recipient === undefined) return undefined
  return { code: 'UnsupportedOperationException', message: 'custom key stores and enclaves are not implemented by the Sallyport sandbox' }
}
