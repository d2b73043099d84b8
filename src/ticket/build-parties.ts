import { suggest } from '../base/suggest.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { PolicyFile, User } from '../fixture/fixture.ts'
import { parseArn } from '../policy/arn.ts'
import { boundaryOf, inlineOf, permissionsOf } from './build-identity.ts'
import { isAssumeRole, sessionIn, standIn } from './connection-facts.ts'
import { statementTexts } from './document-texts.ts'
import { bareRole, type Draft, ownTrust } from './draft.ts'
import type { TicketIdentity, TicketPolicy } from './ticket.ts'

/** Who calls, in the words of a connection. */
export type Caller = Pick<S3Connection, 'caller' | 'callerRoleArn' | 'callerSessionName'>

/** Who signs; a role of the vendor is taken by a user that is made up. */
export function buildCaller(draft: Draft): Caller {
  const arn = draft.facts.callerArn.value
  const isVendor = draft.connection.roleArn !== undefined
  const account = draft.account(draft.vendorAccount(), isVendor ? 'vendor' : 'customer')
  const { resource = '' } = parseArn(arn) ?? {}
  const [, path = '/', name = 'connector'] = /^user(\/(?:.+\/)?)([^/]+)$/.exec(resource) ?? []
  const user = buildUser(draft, { name, path, account })
  const session = sessionIn(arn)
  const role = session?.role ?? /^role\/(?:.+\/)?([^/]+)$/.exec(resource)?.[1]
  if (role === undefined || !isVendor) return { caller: user.name }
  return buildVendorRole(draft, user, { role, session: sessionNameOf(session?.session), account })
}

function buildUser(draft: Draft, { name, path, account }: Pick<User, 'name' | 'path' | 'account'>): User {
  const known = draft.identity('user', name)
  const groups = known?.groups ?? []
  for (const group of groups) {
    const found = draft.identity('group', group)
    const about = { name: group, at: found?.at ?? draft.at, account, path: found?.path ?? '/' }
    draft.groups.set(group, { ...about, ...permissionsOf(draft, 'group', group, account) })
  }
  const user: User = {
    name,
    at: known?.at ?? draft.at,
    account,
    path: known?.path ?? path,
    ...permissionsOf(draft, 'user', name, account),
    groups,
    ...boundaryOf(draft, 'user', name),
    tags: known?.tags ?? new Map(),
    accessKeys: [{ status: keyOf(known) }],
  }
  draft.users.set(name, user)
  return user
}

/** What the customer has shortened is too short for AWS. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const sessionNameOf = (written: string | undefined): string =>
  written !== undefined && /^[\w+=,.@-]{2,64}$/.test(written) ? written : 'connector'

/** Which of several keys the connection has, nobody says: one that works, if any does. */
const keyOf = (user: TicketIdentity | undefined): 'Active' | 'Inactive' =>
  user?.accessKeys === undefined || user.accessKeys.includes('Active') ? 'Active' : 'Inactive'

interface VendorSession {
  readonly role: string
  readonly session: string
  readonly account: string
}

function buildVendorRole(draft: Draft, user: User, { role, session, account }: VendorSession): Caller {
  const path = vendorPath(draft, role)
  const arn = `arn:aws:iam::${draft.accountId(account)}:role${path}${role}`
  const assume = draft.made('vendor-use-role', 'inline', { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn })
  draft.users.set(user.name, { ...user, inline: new Map([...user.inline, ['use-role', assume]]) })
  const trust = ownTrust(draft, 'vendor-trust', account)
  draft.roles.set(role, { ...bareRole(draft, { name: role, path, account, trust }), inline: inlineOf(draft, 'role', role, isVendors) })
  return { caller: user.name, callerRoleArn: arn, callerSessionName: session }
}

/** A policy that says nothing of whose it is belongs to the customer's role, but for one about the use of roles alone. */
const isVendors = ({ holder, document }: TicketPolicy): boolean =>
  holder !== undefined || statementTexts(document).every(({ actions }) => actions.every((action) => /^sts:/i.test(action)))

/** The ARN of a session lacks the path of its role: CloudTrail has it, or whoever names the role has. */
function vendorPath({ ticket }: Draft, role: string): string {
  const issuers = ticket.errors.filter(isAssumeRole).map(({ event }) => event?.roleArn)
  const named = ticket.policies.flatMap(({ type, document }) =>
    type === 'trust' ? statementTexts(document).flatMap(({ principals }) => principals) : [],
  )
  const paths = [...issuers, ...named].flatMap((arn) => {
    const [, path, name] = /:role(\/(?:.+\/)?)([^/]+)$/.exec(arn ?? '') ?? []
    return name === role && path !== undefined ? [path] : []
  })
  return paths[0] ?? '/'
}

/** No role has a name of other characters. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const canBeRole = /^[\w+=,.@-]{1,64}$/

/** The role that the connection uses, or the one that the ticket has in its place: a mistyped ARN means no role at all. */
export function buildRole(draft: Draft, arn: string, caller: Caller): void {
  const [, id = standIn.customer, path = '/', typed = 'connector-role'] =
    /^arn:[^:]+:iam::(\d{12}):role(\/(?:.+\/)?)([^/]+)$/.exec(arn) ?? []
  const known = draft.identity('role', typed) ?? nearRole(draft, typed)
  const account = draft.account(parseArn(known?.arn ?? '')?.account ?? id, 'customer')
  const name = known?.name ?? (canBeRole.test(typed) ? typed : 'connector-role')
  draft.roles.set(name, {
    name,
    at: known?.at ?? draft.at,
    account,
    path: known?.path ?? path,
    trust: trustOf(draft, name, caller),
    ...permissionsOf(draft, 'role', name, account),
    ...boundaryOf(draft, 'role', name),
    tags: known?.tags ?? new Map(),
    maxSessionDuration: known?.maxSession ?? 3600,
  })
}

/** A role whose name is almost the one that was typed. */
function nearRole({ ticket }: Draft, typed: string): TicketIdentity | undefined {
  const roles = ticket.identities.filter(({ type }) => type === 'role')
  const near = suggest(
    typed,
    roles.map(({ name }) => name),
  )
  return roles.find(({ name }) => name === near)
}

function trustOf(draft: Draft, role: string, caller: Caller): PolicyFile {
  const given = draft.ticket.policies.filter(({ type, holder }) => type === 'trust' && (holder === undefined || holder.name === role))
  const own = given.find(({ holder }) => holder !== undefined) ?? given[0]
  const file = own === undefined ? undefined : draft.take(own, 'trust')
  if (file !== undefined) return file
  const { externalId } = draft.connection
  const arn = caller.callerRoleArn ?? arnOfUser(draft, caller.caller)
  const id = externalId === undefined ? '' : ` with the external ID \`${externalId}\``
  const because = own === undefined ? 'its trust policy is not in the ticket' : 'AWS does not save the trust policy of the ticket'
  draft.assume(`the role \`${role}\` trusts \`${arn}\`${id}`, because)
  const condition = externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }
  const actions = draft.connection.sessionTags === undefined ? 'sts:AssumeRole' : ['sts:AssumeRole', 'sts:TagSession']
  return draft.made('trust', 'trust', { Effect: 'Allow', Principal: { AWS: arn }, Action: actions, ...condition })
}

function arnOfUser(draft: Draft, name: string): string {
  const { account = '', path = '/' } = draft.users.get(name) ?? {}
  return `arn:aws:iam::${draft.accountId(account)}:user${path}${name}`
}

/** AWS saves no policy that names a user or role which is not there, so those that are named are there. */
export function buildNamedPrincipals(draft: Draft): void {
  for (const { policy, file } of draft.documents.values()) {
    if (!['trust', 'bucket', 'key'].includes(policy.type)) continue
    for (const { principal } of file.policy.statements) for (const { text } of principal?.patterns ?? []) buildNamed(draft, text)
  }
}

function buildNamed(draft: Draft, arn: string): void {
  const [, id, type, path = '/', name = ''] = /^arn:[^:]+:iam::(\d{12}):(user|role)(\/(?:.+\/)?)([^/]+)$/.exec(arn) ?? []
  const account = [...draft.accounts.values()].find((one) => one.id === id)?.name
  if (account === undefined) return
  if (type === 'role' && !draft.roles.has(name)) {
    draft.roles.set(name, bareRole(draft, { name, path, account, trust: ownTrust(draft, `${name}-trust`, account) }))
  } else if (type === 'user' && !draft.users.has(name)) {
    const bare = { inline: new Map(), attached: [], groups: [], tags: new Map(), accessKeys: [] }
    draft.users.set(name, { name, path, account, at: draft.at, ...bare })
  }
}
