import { describePrincipal } from '../engine/match-principal.ts'
import type { Principal, Request, RequestContext } from '../engine/request.ts'
import type { AccountId } from '../policy/account-id.ts'
import { parseAccountId } from '../policy/account-id.ts'
import { parseArn } from '../policy/arn.ts'
import type { CallerKind } from './caller-kind.ts'
import { principalArnKey } from './caller-kind.ts'
import { canonicalUserDimension, principalIdDimension, providerDimension, serviceDimension, sessionDimension } from './compile-principal.ts'

/** A request that one side allows and the other does not, as people write it. */
export interface Witness {
  /** The caller: an ARN, the name of a service, an identity provider, or `anonymous`. Left out where the policy is about whoever it is attached to. */
  readonly principal?: string
  readonly action: string
  readonly resource: string
  /** Context keys as the policies write them; several values where the key holds a list. */
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

const exampleAccount = '111122223333'
const otherAccount = '444455556666'

/** What the search chose, by dimension. */
export type Chosen = ReadonlyMap<string, readonly string[]>

const valueIn = (chosen: Chosen, dimension: string): string | undefined => chosen.get(dimension)?.[0]

/** How the resource stands to the caller. */
export type Ownership = 'own' | 'foreign'

/** The whole request for the engine. */
export function requestFor(
  kind: CallerKind,
  action: string,
  resource: string,
  chosen: Chosen,
  context: RequestContext,
  ownership: Ownership,
): Request {
  const principal = callerOf(kind, resource, chosen)
  const account = 'account' in principal ? principal.account : undefined
  const foreign = accountId(account === otherAccount ? exampleAccount : otherAccount)
  const canonicalUser = valueIn(chosen, canonicalUserDimension)
  return {
    principal,
    action,
    resource,
    resourceAccount: ownership === 'own' && account !== undefined ? account : foreign,
    ...(canonicalUser === undefined ? {} : { canonicalUser }),
    context,
  }
}

function accountId(text: string): AccountId {
  const account = parseAccountId(text)
  if (!account.ok) throw new Error(`internal error: ${text} is no account`)
  return account.value
}

function callerOf(kind: CallerKind, resource: string, chosen: Chosen): Principal {
  switch (kind) {
    case 'service':
      return { type: 'service', service: valueIn(chosen, serviceDimension) ?? 'example.amazonaws.com' }
    case 'federated':
      return {
        type: 'federated',
        provider: valueIn(chosen, providerDimension) ?? `arn:aws:iam::${exampleAccount}:oidc-provider/example.com`,
      }
    case 'anonymous':
      return { type: 'anonymous' }
    case 'attached':
    case 'role':
    case 'user':
    case 'root':
      return principalOfIam(kind, resource, chosen)
  }
}

function principalOfIam(kind: CallerKind, resource: string, chosen: Chosen): Principal {
  const arn = valueIn(chosen, `key ${principalArnKey}`) ?? exampleArn(kind, resource, chosen)
  const parsed = parseArn(arn)
  const account = accountId(/^\d{12}$/.test(parsed?.account ?? '') ? (parsed?.account ?? exampleAccount) : exampleAccount)
  const id = valueIn(chosen, principalIdDimension)
  if (parsed?.resource === 'root') return { type: 'root', arn, account }
  if (parsed?.resource.startsWith('user/') === true) return { type: 'user', arn, account, ...(id === undefined ? {} : { id }) }
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  const session = valueIn(chosen, sessionDimension) ?? `arn:${parsed?.partition ?? 'aws'}:sts::${account}:assumed-role/${name}/session`
  return {
    type: 'assumedRole',
    arn: session,
    roleArn: arn,
    sessionName: session.slice(session.lastIndexOf('/') + 1),
    account,
    ...(id === undefined ? {} : { roleId: id }),
  }
}

/** Whom nobody asks for: in the account and partition of the resource. */
function exampleArn(kind: CallerKind, resource: string, chosen: Chosen): string {
  const arn = parseArn(resource)
  const named = valueIn(chosen, 'key aws:principalaccount')
  const account = [named, arn?.account].find((text) => /^\d{12}$/.test(text ?? '')) ?? exampleAccount
  const start = `arn:${arn?.partition ?? 'aws'}:iam::${account}:`
  const user = valueIn(chosen, 'key aws:username')
  if (kind === 'root') return `${start}root`
  return kind === 'user' || user !== undefined ? `${start}user/${user ?? 'Example'}` : `${start}role/Example`
}

/** The caller as a policy names it: a role, not its session. */
export const nameOfCaller = (principal: Principal): string =>
  principal.type === 'assumedRole' ? principal.roleArn : describePrincipal({ principal })
