import type { Principal } from '../engine/request.ts'

/** The ARN as `GetCallerIdentity` and denials print it; undefined for callers that have none. */
export function principalArn(principal: Principal): string | undefined {
  switch (principal.type) {
    case 'root':
    case 'user':
    case 'assumedRole':
    case 'federatedUser':
      return principal.arn
    case 'federated':
    case 'service':
    case 'anonymous':
      return undefined
  }
}
