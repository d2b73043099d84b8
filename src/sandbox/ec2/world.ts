import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notFound, prefixOf } from './errors.ts'
import type { Base, Kind, Kinds, Vpc } from './kinds.ts'
import type { Ec2Store } from './store.ts'

type Facts<K extends Kind> = Omit<Kinds[K], keyof Base>

/** EC2 as one caller sees it: one account in one Region. */
export class World {
  readonly call: Call
  readonly store: Ec2Store
  readonly account: AccountId
  readonly region: string

  constructor(call: Call, { ec2 }: Stores) {
    if (call.caller.account === undefined) throw new Error('internal error: a caller of EC2 without account')
    this.call = call
    this.store = ec2
    this.account = call.caller.account
    this.region = call.region
  }

  get now(): Date {
    return this.call.now
  }

  /** `vpc-` and seventeen hexadecimal digits. */
  newId(prefix: string): string {
    return `${prefix}-0${this.call.random.bytes(8).toString('hex')}`
  }

  add<K extends Kind>(kind: K, facts: Facts<K>, tags: ReadonlyMap<string, string> = new Map(), base: Partial<Base> = {}): Kinds[K] {
    const { account, region } = this
    const id = this.newId(prefixOf(kind))
    // Facts and base together are all there is of the kind.
    const resource = { id, account, region, tags: new Map(tags), ...base, ...facts } as unknown as Kinds[K]
    this.store.held[kind].set(resource.id, resource)
    return resource
  }

  remove(kind: Kind, id: string): void {
    this.store.held[kind].delete(id)
    if (kind !== 'security-group') return
    for (const rule of this.store.held['security-group-rule'].values()) if (rule.group === id) this.remove('security-group-rule', rule.id)
  }

  /** What the caller's account has in this Region, and what it shares. */
  of<K extends Kind>(kind: K): Kinds[K][] {
    return [...this.store.held[kind].values()].filter((resource) => this.sees(kind, resource))
  }

  get<K extends Kind>(kind: K, id: string): Kinds[K] | undefined {
    const found = this.store.held[kind].get(id)
    return found !== undefined && this.sees(kind, found) ? found : undefined
  }

  find<K extends Kind>(kind: K, id: string): Result<Kinds[K], AwsError> {
    const found = this.get(kind, id)
    return found === undefined ? err(notFound(kind, id)) : ok(found)
  }

  /** What a request means that names no VPC, once there is one. @see https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html */
  get defaultVpc(): Vpc | undefined {
    return this.of('vpc').find(({ isDefault }) => isDefault)
  }

  /** All of them, or what is said of the first that is not there. */
  findAll<K extends Kind>(kind: K, ids: readonly string[] = []): Result<readonly Kinds[K][], AwsError> {
    const missing = ids.find((id) => this.get(kind, id) === undefined)
    return missing === undefined ? ok(ids.flatMap((id) => this.get(kind, id) ?? [])) : err(notFound(kind, missing))
  }

  /** A peering connection has two owners; AWS's prefix lists are everybody's in their Region. */
  private sees<K extends Kind>(_kind: K, resource: Kinds[K]): boolean {
    const isOwn = ({ account, region }: { readonly account: string; readonly region: string }): boolean =>
      account === this.account && region === this.region
    if (isOwn(resource)) return true
    if ('accepter' in resource) return isOwn(resource.accepter)
    return resource.account === 'AWS' && resource.region === this.region
  }
}
