import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts'
import { ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { longTermCaller, sessionDuration } from './long-term-caller.ts'
import { mfaContext, proveMfa, useUp } from './mfa.ts'
import { issueSession } from './new-session.ts'

/**
 * Needs no permission, but can be denied; the engine knows.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export const getSessionToken: Operation<GetSessionTokenRequest, GetSessionTokenResponse> = {
  requires: (input, call, stores) => {
    const asking = longTermCaller(call, 'GetSessionToken', stores)
    if (!asking.ok) return asking
    const proof = proveMfa(input, call, stores)
    return proof.ok ? ok([{ action: 'sts:GetSessionToken', resource: '*', context: mfaContext(proof.value) }]) : proof
  },
  run: (input, call, stores) => {
    const { DurationSeconds, MinimumSessionTokenSize: minimumTokenSize } = input
    const asking = longTermCaller(call, 'GetSessionToken', stores)
    if (!asking.ok) return asking
    const proof = proveMfa(input, call, stores)
    if (!proof.ok) return proof
    useUp(proof.value)
    const { principal, userId = '' } = call.caller
    const durationSeconds = sessionDuration(DurationSeconds, asking.value.issuer)
    const session = {
      ...asking.value,
      principal,
      userId,
      durationSeconds,
      minimumTokenSize,
      tags: new Map(),
      transitiveTagKeys: new Set<string>(),
      ...(proof.value === undefined ? {} : { mfaAt: call.now }),
    }
    return ok({ Credentials: issueSession(session, call, stores) })
  },
}
