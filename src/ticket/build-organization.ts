import { freeAccountId } from '../faults/rearrange-fixture.ts'
import type { Guardrails, PolicyFile } from '../fixture/fixture.ts'
import { buildOrganizationTree } from './build-organization-tree.ts'
import { statementTexts } from './document-texts.ts'
import type { Draft } from './draft.ts'
import type { TicketPolicy } from './ticket.ts'

const nothing: Guardrails = { scps: new Map(), rcps: new Map(), fullAWSAccess: true }

/**
 * The organization whose policies are in the ticket. Service control policies bind the account of whoever works with the bucket, resource control
 * policies the account that owns it: neither binds a management account, so that is another one.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
export function buildOrganization(draft: Draft): void {
  if (draft.ticket.organization.some(({ level }) => level !== undefined)) {
    buildOrganizationTree(draft)
    return
  }
  const scps = takeAll(draft, 'serviceControl', 'scp')
  const rcps = takeAll(draft, 'resourceControl', 'rcp')
  if (scps.size + rcps.size === 0) return
  const worker = draft.account(draft.workerAccount(), 'customer')
  const owner = draft.buckets.get(draft.connection.bucket)?.account ?? worker
  const { at } = draft
  const ofWorker = { ...nothing, scps, fullAWSAccess: scps.size === 0 || !allowsAnything(draft) }
  const members = new Map([[worker, { name: worker, at, ...ofWorker, ...(owner === worker ? { rcps } : {}) }]])
  if (owner !== worker && rcps.size > 0) members.set(owner, { name: owner, at, ...nothing, rcps })
  if (scps.size === 0 && owner !== worker) members.delete(worker)
  const management = draft.account(freeAccountId(draft.fixture()), 'management')
  draft.organizations.set('organization', { name: 'organization', at, management, root: nothing, units: new Map(), members })
  for (const [policies, kind, account] of [
    [scps, 'service control', worker],
    [rcps, 'resource control', owner],
  ] as const) {
    if (policies.size === 0) continue
    draft.assume(`the ${kind} policies bind the account \`${draft.accountId(account)}\``, 'the ticket does not say where they are attached')
  }
}

function takeAll(draft: Draft, type: TicketPolicy['type'], stem: string): ReadonlyMap<string, PolicyFile> {
  const given = draft.ticket.policies.filter((policy) => policy.type === type && !draft.placed.has(policy))
  return new Map(
    given.flatMap((policy, index): readonly (readonly [string, PolicyFile])[] => {
      const name = index === 0 ? stem : `${stem}-${index + 1}`
      const file = draft.take(policy, name)
      return file === undefined ? [] : [[name, file]]
    }),
  )
}

/** A policy that only denies stands beside the one that AWS attaches, which allows everything. */
const allowsAnything = ({ ticket }: Draft): boolean =>
  ticket.policies.some(
    ({ type, document }) => type === 'serviceControl' && statementTexts(document).some(({ effect }) => effect === 'Allow'),
  )
