import type { Principal, Request, RequestContext } from '../engine/request.ts'
import type { AccountId } from '../policy/account-id.ts'

type Facts = Pick<Request, 'principal' | 'action' | 'resource'> & {
  readonly [Name in 'resourceAccount' | 'objectOwner' | 'canonicalUser']: Request[Name] | undefined
}

/** A request to the engine. Its context is made when a policy first asks for a key: most ask for few keys or none. */
export class AskedRequest implements Request {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  declare readonly resourceAccount?: AccountId
  declare readonly objectOwner?: AccountId
  declare readonly canonicalUser?: string
  readonly #makeContext: () => RequestContext
  #context: RequestContext | undefined

  constructor(facts: Facts, makeContext: () => RequestContext) {
    this.principal = facts.principal
    this.action = facts.action
    this.resource = facts.resource
    if (facts.resourceAccount !== undefined) this.resourceAccount = facts.resourceAccount
    if (facts.objectOwner !== undefined) this.objectOwner = facts.objectOwner
    if (facts.canonicalUser !== undefined) this.canonicalUser = facts.canonicalUser
    this.#makeContext = makeContext
  }

  get context(): RequestContext {
    this.#context ??= this.#makeContext()
    return this.#context
  }
}
