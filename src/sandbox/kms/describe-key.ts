import type { DescribeKeyRequest, DescribeKeyResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { Operation, Parsed } from '../operation.ts'
import { keepAwsManagedKey } from './aws-managed-key.ts'
import { refuseGrantTokens } from './cryptographic-use.ts'
import { keyMetadata } from './key-metadata.ts'
import { onKey } from './on-key.ts'

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const describeKey: Operation<DescribeKeyRequest, DescribeKeyResponse> = onKey({
  action: 'kms:DescribeKey',
  takesAlias: true,
  run: (named, input: Parsed<DescribeKeyRequest>, call, { kms }) => {
    const refused = refuseGrantTokens(input, kms)
    if (refused !== undefined) return err(refused)
    if (named.key.manager === 'AWS') keepAwsManagedKey(kms, named, call.now)
    return ok({ KeyMetadata: keyMetadata(named.key, kms, call.now) })
  },
})
