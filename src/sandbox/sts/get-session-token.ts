import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts'
import { err, ok } from '../../base/result.ts'
import type { Operation } from '../operation.ts'
import { longTermCaller, sessionDuration } from './long-term-caller.ts'
import { refuseMfa } from './mfa.ts'
import { issueSession } from './new-session.ts'

/**
 * Needs no permission, but can be denied; the engine knows.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export const getSessionToken: Operation<GetSessionTokenRequest, GetSessionTokenResponse> = {
  requires: (input, { caller }, stores) => {
    const asking = longTermCaller(caller, 'GetSessionToken', stores)
    if (!asking.ok) return asking
    const refused = refuseMfa(input)
    return refused === undefined ? ok([{ action: 'sts:GetSessionToken', resource: '*' }]) : err(refused)
  },
  run: ({ DurationSeconds, MinimumSessionTokenSize: minimumTokenSize }, call, stores) => {
    const asking = longTermCaller(call.caller, 'GetSessionToken', stores)
    if (!asking.ok) return asking
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
    }
    return ok({ Credentials: issueSession(session, call, stores) })
  },
}
