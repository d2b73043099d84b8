import type { JsonValue } from '../faults/edit.ts'
import { statementsFor } from '../faults/grant.ts'
import { needsOf } from '../faults/needs-of.ts'
import { roleArn } from '../fixture/decide.ts'
import type { AccessPoint, Bucket, PolicyFile, Role, User } from '../fixture/fixture.ts'
import { delegatingPolicy } from './build-access-point.ts'
import { addManaged, inlineOf } from './build-identity.ts'
import type { Caller } from './build-parties.ts'
import { statementTexts } from './document-texts.ts'
import { bareRole, type Draft, ownTrust } from './draft.ts'
import type { TicketPolicy } from './ticket.ts'

/** Gives whoever has no policy in the ticket what the connection needs, and no more. */
export function fillPermissions(draft: Draft, caller: Caller): void {
  const setUp = { fixture: draft.fixture(), connection: { ...draft.connection, ...caller } }
  const needs = needsOf(setUp).filter(({ expected }) => expected === 'allowed')
  const assume = needs.filter(({ action }) => action.startsWith('sts:'))
  const work = needs.filter(({ action }) => !action.startsWith('sts:'))
  if (assume.length > 0) fillVendor(draft, caller, [...statementsFor(setUp, assume, false).map(withoutCondition), ...onRoleMeant(draft)])
  if (work.length > 0) fillWorker(draft, caller, statementsFor(setUp, work, false))
  for (const point of draft.accessPoints.values())
    fillPoint(
      draft,
      point,
      statementsFor(
        setUp,
        work.filter(({ resource }) => resource.includes(`:accesspoint/${point.name}`)),
        true,
      ),
    )
  for (const bucket of draft.buckets.values()) {
    const onBucket = work.filter(({ resource }) => `${resource}/`.startsWith(`arn:aws:s3:::${bucket.name}/`))
    const isForeign = draft.accountId(bucket.account) !== draft.workerAccount()
    const hasNone =
      draft.ticket.buckets.some((one) => (one.name ?? bucket.name) === bucket.name && one.hasPolicy === false) || isUnsaved(draft)
    const point = [...draft.accessPoints.values()].find((one) => one.bucket === bucket.name)
    const isLetIn = bucket.policy !== undefined || hasNone
    if (point !== undefined && !isLetIn && isForeign) draft.buckets.set(bucket.name, { ...bucket, policy: delegatingPolicy(draft, point) })
    else if (isForeign && !isLetIn && onBucket.length > 0) fillBucket(draft, bucket, statementsFor(setUp, onBucket, true))
  }
}

/** In the worker's own account its policies are enough. */
function fillPoint(draft: Draft, point: AccessPoint, statements: readonly JsonValue[]): void {
  if (point.policy !== undefined || draft.accountId(point.account) === draft.workerAccount()) return
  draft.assume(`the policy of the access point \`${point.name}\` lets the connection in`, 'it is not in the ticket')
  draft.accessPoints.set(point.name, { ...point, policy: draft.made('access-point-policy', 'accessPointPolicy', ...statements) })
}

/** A bucket policy that AWS does not save lets nobody in, and AWS refused somebody. */
const isUnsaved = ({ refused, ticket }: Draft): boolean =>
  refused.some(({ policy }) => policy.type === 'bucket' && policy.accessPoint === undefined) &&
  ticket.errors.some(({ code }) => code === 'AccessDenied')

/** The vendor may use the role that is there, too, where another name was typed. */
function onRoleMeant(draft: Draft): readonly JsonValue[] {
  const { roleArn: typed = '' } = draft.connection
  const fixture = draft.fixture()
  const arns = Array.from(draft.roles.values(), (role) => roleArn(fixture, role))
  const meant = arns.includes(typed) ? undefined : arns.find((arn) => draft.identity('role', arn.replace(/^.*\//, '')) !== undefined)
  return meant === undefined ? [] : [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: meant }]
}

/** The condition on the external ID is the role's to make. */
function withoutCondition(statement: JsonValue): JsonValue {
  if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) return statement
  return Object.fromEntries(Object.entries(statement).filter(([key]) => key !== 'Condition'))
}

function fillVendor(draft: Draft, { caller, callerRoleArn }: Caller, statements: readonly JsonValue[]): void {
  const role = draft.roles.get((callerRoleArn ?? '').replace(/^.*\//, ''))
  const user = draft.users.get(caller)
  const holder = callerRoleArn === undefined ? user : role
  if (holder === undefined || holder.inline.size + holder.attached.length > 0) return
  addInline(draft, holder, 'assume', draft.made('vendor-assume', 'inline', ...statements))
}

function addInline(draft: Draft, holder: User | Role, name: string, file: PolicyFile): void {
  const inline = new Map([...holder.inline, [name, file]])
  if ('trust' in holder) draft.roles.set(holder.name, { ...holder, inline })
  else draft.users.set(holder.name, { ...holder, inline })
}

function fillWorker(draft: Draft, { caller }: Caller, statements: readonly JsonValue[]): void {
  const { roleArn: arn } = draft.connection
  const type = arn === undefined ? 'user' : 'role'
  const worker = arn === undefined ? draft.users.get(caller) : workerRole(draft, arn)
  if (worker === undefined || worker.inline.size + worker.attached.length > 0) return
  const isKnown = draft.identity(type, worker.name)?.hasAllPolicies === true
  const isWithOthers = draft.ticket.policies.some(
    ({ type: kind, holder }) => kind === 'identity' && holder?.type === type && holder.name !== worker.name,
  )
  if (isKnown || isWithOthers) {
    placeElsewhere(draft, type, worker.name)
    return
  }
  const isRefused = draft.refused.some(({ policy }) => policy.type === 'identity')
  const because = isRefused ? 'AWS does not save its policy of the ticket' : 'its policies are not in the ticket'
  draft.assume(`the ${type} \`${worker.name}\` is allowed all that the connection needs`, because)
  addInline(draft, worker, 'connector-access', draft.made('connector-access', 'inline', ...statements))
}

/** By its ARN; where the ARN was mistyped, the one that the ticket has in its place. */
function workerRole(draft: Draft, arn: string): Role | undefined {
  const roles = [...draft.roles.values()]
  const fixture = draft.fixture()
  return roles.find((role) => roleArn(fixture, role) === arn) ?? roles.find(({ name }) => draft.identity('role', name) !== undefined)
}

/** Policies of the account that others have, or nobody: the ones that speak of the bucket may be meant for this connection. */
function placeElsewhere(draft: Draft, type: 'role' | 'user', worker: string): void {
  const account = draft.account(draft.workerAccount(), 'customer')
  const isMeant = ({ document, otherVersions = [] }: TicketPolicy): boolean =>
    [document, ...otherVersions]
      .flatMap(statementTexts)
      .some(({ resources }) => resources.some((one) => one.startsWith(`arn:aws:s3:::${draft.connection.bucket}`)))
  for (const policy of draft.ticket.policies.filter((one) => one.type === 'identity' && isMeant(one))) {
    if (draft.placed.has(policy)) continue
    if (policy.arn !== undefined) addManaged(draft, policy, account)
    else if (policy.holder?.type === 'role' && !draft.roles.has(policy.holder.name)) {
      const { name } = policy.holder
      const trust = ownTrust(draft, `${name}-trust`, account)
      draft.roles.set(name, { ...bareRole(draft, { name, path: '/', account, trust }), inline: inlineOf(draft, 'role', name) })
    }
  }
  draft.assume(
    `the ${type} \`${worker}\` has no policies but those in the ticket`,
    'the ticket shows all of them, or shows those of others',
  )
}

function fillBucket(draft: Draft, bucket: Bucket, statements: readonly JsonValue[]): void {
  const isRefused = draft.refused.some(({ policy }) => policy.type === 'bucket' && policy.accessPoint === undefined)
  const because = isRefused ? 'AWS does not save the bucket policy of the ticket' : 'the bucket policy is not in the ticket'
  draft.assume(`the policy of the bucket \`${bucket.name}\` lets the connection in`, because)
  draft.buckets.set(bucket.name, { ...bucket, policy: draft.made(`${bucket.name}-policy`, 'bucketPolicy', ...statements) })
}
