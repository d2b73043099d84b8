import type { DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse } from '@aws-sdk/client-sts'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'

/**
 * EC2 sends encoded messages, the services that the sandbox has do not: whatever is to be decoded here was never issued.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
export const decodeAuthorizationMessage: Operation<DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse> = {
  requires: () => ok([{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }]),
  run: () => err({ code: 'InvalidAuthorizationMessageException', message: 'Message is not valid', status: 400 }),
}
