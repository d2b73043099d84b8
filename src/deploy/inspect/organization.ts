import type { Organizations, PolicySummary } from '@aws-sdk/client-organizations'
import { clientsOf } from '../clients.ts'
import type { Json, Reader } from './reader.ts'

/** The account is in no organization, or its organization has no policies of a kind: that is an answer. */
const nothing = ['AWSOrganizationsNotInUseException', 'PolicyTypeNotEnabledException'] as const

const kinds = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const

/**
 * Reads the control policies above accounts, from the management account where the target has it, else from the accounts themselves, for one of them
 * may be a delegated administrator.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html
 */
export async function inspectOrganization(reader: Reader, accounts: readonly string[]): Promise<void> {
  const known = new Set<string>()
  for (const account of accounts.filter((id) => reader.target.accounts.has(id))) {
    const own = await clientsOf(reader.target).organizations(account)
    const read = { command: 'aws organizations describe-organization', action: 'organizations:DescribeOrganization' }
    const before = reader.refused.length
    const described = await reader.ask(read, () => own.describeOrganization({}), ...nothing)
    const management = described?.Organization?.MasterAccountId
    if (management === undefined && reader.refused.length === before) continue
    if (described?.Organization !== undefined && !known.has(read.command))
      reader.answer(read.command, { Organization: described.Organization })
    known.add(read.command)
    if (management === account) continue
    const asker =
      management !== undefined && reader.target.accounts.has(management) ? await clientsOf(reader.target).organizations(management) : own
    await readLevels(reader, asker, account, known)
  }
}

/** From the account up to the root; a level that two accounts share is read once. */
async function readLevels(reader: Reader, asker: Organizations, account: string, known: Set<string>): Promise<void> {
  let level: string | undefined = account
  while (level !== undefined && !known.has(level)) {
    known.add(level)
    for (const kind of kinds) await readAttached(reader, asker, { TargetId: level, Filter: kind }, known)
    level = level.startsWith('r-') ? undefined : await parentOf(reader, asker, level)
  }
}

async function parentOf(reader: Reader, asker: Organizations, ChildId: string): Promise<string | undefined> {
  const read = { command: `aws organizations list-parents --child-id ${ChildId}`, action: 'organizations:ListParents' }
  const answer = await reader.ask(read, () => asker.listParents({ ChildId }))
  if (answer?.Parents === undefined) return undefined
  reader.answer(read.command, { Parents: answer.Parents })
  return answer.Parents[0]?.Id
}

interface Level {
  readonly TargetId: string
  readonly Filter: (typeof kinds)[number]
}

async function readAttached(reader: Reader, asker: Organizations, { TargetId, Filter }: Level, known: Set<string>): Promise<void> {
  const read = {
    command: `aws organizations list-policies-for-target --target-id ${TargetId} --filter ${Filter}`,
    action: 'organizations:ListPoliciesForTarget',
  }
  const Policies = await reader.ask(read, () => attachedTo(asker, { TargetId, Filter }), ...nothing)
  if (Policies === undefined || Policies.length === 0) return
  reader.answer(read.command, { Policies })
  for (const { Id = '', AwsManaged } of Policies) {
    if (AwsManaged === true || known.has(Id)) continue
    known.add(Id)
    const describe = { command: `aws organizations describe-policy --policy-id ${Id}`, action: 'organizations:DescribePolicy' }
    const policy = await reader.ask(describe, () => asker.describePolicy({ PolicyId: Id }))
    const shown: Json = { Policy: policy?.Policy }
    if (policy?.Policy !== undefined) reader.answer(describe.command, shown)
  }
}

async function attachedTo(asker: Organizations, level: Level): Promise<readonly PolicySummary[]> {
  const all: PolicySummary[] = []
  let NextToken: string | undefined
  do {
    const page = await asker.listPoliciesForTarget(NextToken === undefined ? level : { ...level, NextToken })
    all.push(...(page.Policies ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return all
}
