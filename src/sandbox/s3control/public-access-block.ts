import type {
  DeletePublicAccessBlockRequest,
  GetPublicAccessBlockOutput,
  GetPublicAccessBlockRequest,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3-control'
import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Permission } from '../operation.ts'
import { parsePublicAccessBlock } from '../s3/public-access-block.ts'
import { callerAccount } from './on-account.ts'

function accountPermission(action: string, call: Call): Result<readonly Permission[], AwsError> {
  const account = callerAccount(call)
  return account.ok ? ok([{ action, resource: '*' }]) : account
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html */
export const getPublicAccessBlock: Operation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput> = {
  requires: (_input, call) => accountPermission('s3:GetAccountPublicAccessBlock', call),
  run: (_input, call, { s3 }) => {
    const account = callerAccount(call)
    if (!account.ok) return account
    const block = s3.publicAccessBlocks.get(account.value)
    return block === undefined ? err(notFound(account.value)) : ok({ PublicAccessBlockConfiguration: block })
  },
}

const notFound = (account: AccountId): AwsError => ({
  code: 'NoSuchPublicAccessBlockConfiguration',
  message: 'The public access block configuration was not found',
  status: 404,
  fields: { AccountId: account },
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html */
export const putPublicAccessBlock: Operation<PutPublicAccessBlockRequest, object> = {
  requires: (_input, call) => accountPermission('s3:PutAccountPublicAccessBlock', call),
  run: ({ PublicAccessBlockConfiguration }, call, { s3 }) => {
    const account = callerAccount(call)
    if (!account.ok) return account
    s3.publicAccessBlocks.set(account.value, parsePublicAccessBlock(PublicAccessBlockConfiguration))
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock: Operation<DeletePublicAccessBlockRequest, object> = {
  requires: (_input, call) => accountPermission('s3:PutAccountPublicAccessBlock', call),
  run: (_input, call, { s3 }) => {
    const account = callerAccount(call)
    if (!account.ok) return account
    s3.publicAccessBlocks.delete(account.value)
    return ok({})
  },
  status: () => 204,
}
