import type { GetKeyPolicyRequest, GetKeyPolicyResponse } from '@aws-sdk/client-kms'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { onKey } from './on-key.ts'

/** The one policy of a key is named `default`. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html */
export const getKeyPolicy: Operation<GetKeyPolicyRequest, GetKeyPolicyResponse> = onKey({
  action: 'kms:GetKeyPolicy',
  run: ({ key }, { PolicyName: name = 'default' }: Parsed<GetKeyPolicyRequest>, _call, { iam }) =>
    name === 'default' ? ok({ Policy: key.policy.current(iam).text, PolicyName: name }) : err(noSuchPolicy),
})

/** The sentence is KMS's. */
const noSuchPolicy: AwsError = { code: 'NotFoundException', message: 'No such policy exists', status: 400 }
