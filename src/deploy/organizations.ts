import type { Organizations } from '@aws-sdk/client-organizations'
import type { Guardrails, Organization, PolicyFile } from '../fixture/fixture.ts'
import type { Clients } from './clients.ts'
import { type Call, type Deploying, RefusedCalls } from './deploying.ts'

/** An organization binds everybody in its accounts: only the sandbox of this process may be given one. */
export async function confirmOrganization({ name, at }: Organization, { target }: Deploying): Promise<void> {
  if (target.kind === 'embedded') return
  const call = { operation: 'organizations:CreateOrganization', subject: `organization ${name}`, at }
  const message = 'a fixture with organizations is deployed to the embedded sandbox alone'
  throw new RefusedCalls([{ kind: 'account', ...call, code: 'EmbeddedOnly', message }])
}

/**
 * Creates an organization in its management account, invites the members, and attaches the policies level by level.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_attach.html
 */
export async function createOrganization(organization: Organization, deploying: Deploying): Promise<void> {
  const account = deploying.accountId(organization.management)
  const manager = await deploying.clients.organizations(account)
  await new Founder(organization, manager, deploying).found(account)
}

class Founder {
  private readonly organization: Organization
  private readonly manager: Organizations
  private readonly deploying: Deploying
  private rootId = ''
  private readonly unitIds = new Map<string, string>()

  constructor(organization: Organization, manager: Organizations, deploying: Deploying) {
    this.organization = organization
    this.manager = manager
    this.deploying = deploying
  }

  async found(account: string): Promise<void> {
    const { manager, deploying, organization } = this
    const { options } = deploying.clients
    await deploying.create(this.call('CreateOrganization'), { kind: 'organization', account }, () =>
      manager.createOrganization({ FeatureSet: 'ALL' }, options),
    )
    const { Roots = [] } = await this.send('ListRoots', () => manager.listRoots({}, options))
    this.rootId = Roots[0]?.Id ?? ''
    for (const PolicyType of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const)
      await this.send('EnablePolicyType', () => manager.enablePolicyType({ RootId: this.rootId, PolicyType }, options))
    for (const name of organization.units.keys()) await this.createUnit(name)
    for (const name of organization.members.keys()) await this.join(name)
    await this.attachAll(this.rootId, organization.root)
    for (const [name, unit] of organization.units) await this.attachAll(this.unitIds.get(name) ?? '', unit)
    for (const [name, member] of organization.members) await this.attachAll(deploying.accountId(name), member)
  }

  private call(operation: string, subject = `organization ${this.organization.name}`): Call {
    return { operation: `organizations:${operation}`, subject, at: this.organization.at }
  }

  private send<T>(operation: string, run: () => Promise<T>, subject?: string): Promise<T> {
    return this.deploying.send(this.call(operation, subject), run)
  }

  /** Its parent first. */
  private async createUnit(name: string): Promise<string> {
    const known = this.unitIds.get(name)
    if (known !== undefined) return known
    const { parent } = this.organization.units.get(name) ?? {}
    const ParentId = parent === undefined ? this.rootId : await this.createUnit(parent)
    const { options } = this.deploying.clients
    const answer = await this.send(
      'CreateOrganizationalUnit',
      () => this.manager.createOrganizationalUnit({ ParentId, Name: name }, options),
      `unit ${name}`,
    )
    const id = answer.OrganizationalUnit?.Id ?? ''
    this.unitIds.set(name, id)
    return id
  }

  private async join(name: string): Promise<void> {
    const { manager, deploying, rootId } = this
    const { options } = deploying.clients
    const id = deploying.accountId(name)
    const subject = `account ${name}`
    const invite = { Target: { Type: 'ACCOUNT', Id: id } } as const
    const invited = await this.send('InviteAccountToOrganization', () => manager.inviteAccountToOrganization(invite, options), subject)
    const member = await deploying.clients.organizations(id)
    const HandshakeId = invited.Handshake?.Id
    await this.send('AcceptHandshake', () => member.acceptHandshake({ HandshakeId }, options), subject)
    const { unit } = this.organization.members.get(name) ?? {}
    if (unit === undefined) return
    const move = { AccountId: id, SourceParentId: rootId, DestinationParentId: this.unitIds.get(unit) }
    await this.send('MoveAccount', () => manager.moveAccount(move, options), subject)
  }

  private async attachAll(TargetId: string, { scps, rcps, fullAWSAccess }: Guardrails): Promise<void> {
    for (const [name, file] of scps) await this.attach(TargetId, name, file, 'SERVICE_CONTROL_POLICY')
    for (const [name, file] of rcps) await this.attach(TargetId, name, file, 'RESOURCE_CONTROL_POLICY')
    const { options } = this.deploying.clients
    if (!fullAWSAccess)
      await this.send('DetachPolicy', () => this.manager.detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId }, options), 'FullAWSAccess')
  }

  private async attach(
    TargetId: string,
    name: string,
    file: PolicyFile,
    Type: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY',
  ): Promise<void> {
    const { manager, deploying } = this
    const { options } = deploying.clients
    // The name of a policy is unique in an organization; one file may be attached in several places.
    const policy = { Name: `${name} ${TargetId}`, Description: '', Type, Content: deploying.document(file) }
    const subject = `policy ${name}`
    const call = { ...this.call('CreatePolicy', subject), at: file.policy.at }
    const { Policy } = await deploying.send(call, () => manager.createPolicy(policy, options))
    const PolicyId = Policy?.PolicySummary?.Id
    await this.send('AttachPolicy', () => manager.attachPolicy({ PolicyId, TargetId }, options), subject)
  }
}

/** Removes an organization with everything in it but its accounts. Answers come in pages. */
export async function removeOrganization(account: string, clients: Clients): Promise<void> {
  const { options } = clients
  const manager = await clients.organizations(account)
  const accounts = await pages((NextToken) => manager.listAccounts({ NextToken }, options))
  for (const { Id } of accounts.flatMap(({ Accounts = [] }) => Accounts))
    if (Id !== account) await manager.removeAccountFromOrganization({ AccountId: Id }, options)
  const { Roots = [] } = await manager.listRoots({}, options)
  const rootId = Roots[0]?.Id ?? ''
  await removeUnits(rootId, manager, clients)
  await removePolicies(rootId, manager, clients)
  await manager.deleteOrganization({}, options)
}

async function pages<Page extends { readonly NextToken?: string | undefined }>(
  ask: (token: string | undefined) => Promise<Page>,
): Promise<readonly Page[]> {
  const all: Page[] = []
  let token: string | undefined
  do {
    const page = await ask(token)
    all.push(page)
    token = page.NextToken
  } while (token !== undefined)
  return all
}

async function removeUnits(ParentId: string, manager: Organizations, clients: Clients): Promise<void> {
  const { options } = clients
  const units = await pages((NextToken) => manager.listOrganizationalUnitsForParent({ ParentId, NextToken }, options))
  for (const { Id = '' } of units.flatMap(({ OrganizationalUnits = [] }) => OrganizationalUnits)) {
    await removeUnits(Id, manager, clients)
    await manager.deleteOrganizationalUnit({ OrganizationalUnitId: Id }, options)
  }
}

/** A root keeps one policy of each type, so that `FullAWSAccess` comes back first. */
async function removePolicies(TargetId: string, manager: Organizations, { options }: Clients): Promise<void> {
  const there = await pages((NextToken) =>
    manager.listPoliciesForTarget({ TargetId, Filter: 'SERVICE_CONTROL_POLICY', NextToken }, options),
  )
  if (!there.some(({ Policies = [] }) => Policies.some(({ Id }) => Id === 'p-FullAWSAccess')))
    await manager.attachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId }, options)
  for (const Filter of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    const policies = await pages((NextToken) => manager.listPolicies({ Filter, NextToken }, options))
    for (const { Id: PolicyId } of policies.flatMap(({ Policies = [] }) => Policies.filter(({ AwsManaged }) => AwsManaged !== true)))
      await removePolicy(PolicyId, manager, options)
  }
}

async function removePolicy(PolicyId: string | undefined, manager: Organizations, options: Clients['options']): Promise<void> {
  const targets = await pages((NextToken) => manager.listTargetsForPolicy({ PolicyId, NextToken }, options))
  for (const { TargetId } of targets.flatMap(({ Targets = [] }) => Targets)) await manager.detachPolicy({ PolicyId, TargetId }, options)
  await manager.deletePolicy({ PolicyId }, options)
}
