import { freeAccountId } from '../faults/rearrange-fixture.ts'
import type { Guardrails, Organization, PolicyFile } from '../fixture/fixture.ts'
import type { Draft } from './draft.ts'
import type { TicketPolicy } from './ticket.ts'

/** AWS's own policy that allows everything. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
const fullAWSAccess = 'p-FullAWSAccess'

/** The organization as the ticket shows it, level by level: from the account of the worker, and that of the bucket, up to the root. */
export function buildOrganizationTree(draft: Draft): void {
  const { ticket, at } = draft
  const worker = draft.account(draft.workerAccount(), 'customer')
  const owner = draft.buckets.get(draft.connection.bucket)?.account ?? worker
  const known = ticket.organization.flatMap(({ management }) => management ?? [])[0]
  const tree = new Tree(draft)
  const members = new Map(
    [...new Set([worker, owner])].flatMap((name): readonly (readonly [string, Member])[] => {
      const id = draft.accountId(name)
      if (id === known) draft.assume(`no policy of the organization binds the account \`${id}\``, 'it is the management account')
      const member = id === known ? undefined : tree.member(id, name)
      return member === undefined ? [] : [[name, member]]
    }),
  )
  if (members.size === 0) return
  const management = draft.account(known ?? freeAccountId(draft.fixture()), 'management')
  draft.organizations.set('organization', { name: 'organization', at, management, root: tree.root, units: tree.units, members })
}

type Member = Organization['members'] extends ReadonlyMap<string, infer T> ? T : never
type Unit = Organization['units'] extends ReadonlyMap<string, infer T> ? T : never

class Tree {
  readonly units = new Map<string, Unit>()
  root: Guardrails = { scps: new Map(), rcps: new Map(), fullAWSAccess: true }
  private readonly draft: Draft
  private readonly files = new Map<TicketPolicy, PolicyFile | undefined>()

  constructor(draft: Draft) {
    this.draft = draft
  }

  /** Undefined for an account of which nothing is known. */
  member(id: string, name: string): Member | undefined {
    const { at } = this.draft
    const parent = this.parentOf(id)
    if (parent === undefined && !this.isShown(id)) return undefined
    const unit = parent === undefined ? undefined : this.level(parent)
    return { name, at, ...(unit === undefined ? {} : { unit }), ...this.guardrails(id) }
  }

  /** Puts a unit, and what it is in, into the tree. Gives its name; the root has none. */
  private level(id: string): string | undefined {
    if (id.startsWith('r-')) {
      this.root = this.guardrails(id)
      return undefined
    }
    if (this.units.has(id)) return id
    const above = this.parentOf(id)
    const parent = above === undefined ? undefined : this.level(above)
    this.units.set(id, { name: id, at: this.draft.at, ...(parent === undefined ? {} : { parent }), ...this.guardrails(id) })
    return id
  }

  private parentOf(id: string): string | undefined {
    return this.draft.ticket.organization.find(({ parent }) => parent?.of === id)?.parent?.is
  }

  private isShown(id: string): boolean {
    return this.draft.ticket.organization.some(({ level }) => level?.target === id)
  }

  private guardrails(id: string): Guardrails {
    const attached = this.draft.ticket.organization.flatMap(({ level }) => (level?.target === id ? level.policies : []))
    const scps = this.attached(attached, 'serviceControl')
    // A level that is not shown limits nothing.
    return { scps, rcps: this.attached(attached, 'resourceControl'), fullAWSAccess: attached.includes(fullAWSAccess) || scps.size === 0 }
  }

  private attached(ids: readonly string[], type: TicketPolicy['type']): ReadonlyMap<string, PolicyFile> {
    const policies = this.draft.ticket.policies.filter((policy) => policy.type === type && ids.includes(policy.policyId ?? ''))
    return new Map(
      policies.flatMap((policy): readonly (readonly [string, PolicyFile])[] => {
        const name = policy.name ?? policy.policyId ?? type
        if (!this.files.has(policy)) this.files.set(policy, this.draft.take(policy, name))
        const file = this.files.get(policy)
        return file === undefined ? [] : [[name, file]]
      }),
    )
  }
}
