import type { GetFederationTokenRequest, GetFederationTokenResponse } from '@aws-sdk/client-sts'
import { err, ok } from '../../base/result.ts'
import type { Operation, Permission } from '../operation.ts'
import { longTermCaller, sessionDuration } from './long-term-caller.ts'
import { issueSession } from './new-session.ts'
import { packedSize, packedTooLarge, sessionPolicies } from './session-policies.ts'
import { sessionTags } from './session-tags.ts'

/**
 * A session without a policy may do nothing of its own: only what a resource's policy grants it. Its packed size is said even when it is 0, which
 * `AssumeRole` leaves out (recorded).
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/sts/test_sts.snapshot.json
 */
export const getFederationToken: Operation<GetFederationTokenRequest, GetFederationTokenResponse> = {
  requires: (input, call, stores) => {
    const asking = longTermCaller(call, 'GetFederationToken', stores)
    if (!asking.ok) return asking
    const tags = sessionTags(input, undefined)
    if (!tags.ok) return tags
    const permission = (action: string): Permission => ({
      action,
      resource: `arn:aws:sts::${asking.value.account}:federated-user/${input.Name}`,
      requestTags: tags.value.tags,
    })
    return ok([permission('sts:GetFederationToken'), ...(tags.value.tags.size === 0 ? [] : [permission('sts:TagSession')])])
  },
  run: (input, call, stores) => {
    const asking = longTermCaller(call, 'GetFederationToken', stores)
    if (!asking.ok) return asking
    const { account, issuer } = asking.value
    const tags = sessionTags(input, undefined)
    if (!tags.ok) return tags
    const policies = sessionPolicies(input, account, stores)
    if (!policies.ok) return policies
    const packed = packedSize(input, tags.value.tags)
    if (packed > 100) return err(packedTooLarge(packed, tags.value.tags.size > 0 ? 'tags' : 'policy'))
    const { principal } = call.caller
    const arn = `arn:aws:sts::${account}:federated-user/${input.Name}`
    const userArn = 'arn' in principal ? principal.arn : arn
    const userId = `${account}:${input.Name}`
    const credentials = issueSession(
      {
        ...tags.value,
        account,
        issuer,
        principal: { type: 'federatedUser', arn, userArn, account },
        userId,
        policies: policies.value ?? [],
        durationSeconds: sessionDuration(input.DurationSeconds, issuer),
        minimumTokenSize: input.MinimumSessionTokenSize,
      },
      call,
      stores,
    )
    return ok({
      Credentials: credentials,
      FederatedUser: { FederatedUserId: userId, Arn: arn },
      PackedPolicySize: packed,
    })
  },
}
