import type { DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse } from '@aws-sdk/client-sts'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'

/**
 * EC2 alone sends encoded messages.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
 */
export const decodeAuthorizationMessage: Operation<DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse> = {
  requires: () => ok([{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }]),
  run: ({ EncodedMessage }, _call, { sts }) => {
    const DecodedMessage = sts.decode(EncodedMessage)
    return DecodedMessage === undefined
      ? err({ code: 'InvalidAuthorizationMessageException', message: 'Message is not valid', status: 400 })
      : ok({ DecodedMessage })
  },
}
