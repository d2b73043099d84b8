import type { PolicyFile, Role, User } from '../fixture/fixture.ts'
import { charactersOf } from '../policy/refusal.ts'
import type { Draft } from './draft.ts'
import type { TicketIdentity, TicketPolicy } from './ticket.ts'

type Holder = TicketIdentity['type']

/** What a user, group or role is allowed by the policies of the ticket. */
export function permissionsOf(draft: Draft, type: Holder, name: string, account: string): Pick<User, 'inline' | 'attached'> {
  const known = draft.identity(type, name)
  return { inline: inlineOf(draft, type, name), attached: attachedOf(draft, known, account, isWorker(draft, type)) }
}

/** Whether the ticket is about the policies of such a holder. */
const isWorker = ({ connection }: Draft, type: Holder): boolean => (connection.roleArn === undefined ? type === 'user' : type === 'role')

/** Whether a policy is of this holder: it says so, or it says nothing and this is whom the ticket is about. */
const isOf = (draft: Draft, { holder }: TicketPolicy, type: Holder, name: string): boolean =>
  holder === undefined ? isWorker(draft, type) : holder.type === type && holder.name === name

export function inlineOf(
  draft: Draft,
  type: Holder,
  name: string,
  isMeant: (policy: TicketPolicy) => boolean = () => true,
): ReadonlyMap<string, PolicyFile> {
  const inline = new Map<string, PolicyFile>()
  const unnamed = draft.ticket.policies.filter(
    (policy) =>
      policy.type === 'identity' &&
      policy.arn === undefined &&
      policy.name === undefined &&
      policy.file === undefined &&
      isMeant(policy) &&
      isOf(draft, policy, type, name),
  )
  if (unnamed.length > 1)
    draft.assume(
      `the ${type} \`${name}\` has ${unnamed.length} policies at once`,
      'the ticket does not say that one of them has replaced another',
    )
  let otherCharacters = 0
  for (const policy of draft.ticket.policies) {
    if (
      policy.type !== 'identity' ||
      policy.arn !== undefined ||
      draft.placed.has(policy) ||
      !isOf(draft, policy, type, name) ||
      !isMeant(policy)
    )
      continue
    const file = draft.take(policy, policy.name ?? 'policy', { inlineOf: { kind: type, name, otherCharacters } })
    if (file === undefined) continue
    otherCharacters += charactersOf(file.text)
    inline.set(freeName(policy.name ?? nameOfFile(file.file), inline), file)
  }
  return inline
}

/** Managed policies: AWS's own by ARN, those of the account where the ticket has their document. */
function attachedOf(draft: Draft, known: TicketIdentity | undefined, account: string, takesUnclaimed: boolean): readonly string[] {
  const arns = new Set(known?.attached ?? [])
  for (const { arn = '', name, type, holder } of known?.hasAllPolicies === true || !takesUnclaimed ? [] : draft.ticket.policies) {
    if (arn === '' || type !== 'identity' || holder !== undefined || arns.has(arn) || isClaimed(draft, arn)) continue
    draft.assume(`the managed policy \`${name ?? arn}\` is attached`, 'the ticket does not say to whom')
    arns.add(arn)
  }
  const isWhole = known?.hasAllPolicies === true || !takesUnclaimed
  for (const { arn } of isWhole ? [] : draft.ticket.managed) {
    if (arns.has(arn) || isClaimed(draft, arn)) continue
    draft.assume(`AWS's own policy \`${arn.replace(/^.*\//, '')}\` is attached`, 'the ticket does not say to whom')
    arns.add(arn)
  }
  return [...arns].flatMap((arn) => attach(draft, arn, account))
}

/** Whether the ticket says whose a managed policy is, or shows all there is. */
export const isClaimed = ({ ticket }: Draft, arn: string): boolean =>
  ticket.identities.some(({ attached, boundaryArn, hasAllPolicies }) => hasAllPolicies || attached.includes(arn) || boundaryArn === arn)

function attach(draft: Draft, arn: string, account: string): readonly string[] {
  if (/^arn:[^:]+:iam::aws:policy\//.test(arn)) return [arn]
  const name = arn.replace(/^.*\//, '')
  const policy = draft.ticket.policies.find((one) => one.arn === arn)
  if (policy === undefined) {
    draft.assume(`the managed policy \`${name}\` allows nothing`, 'its document is not in the ticket')
    return []
  }
  return addManaged(draft, policy, account) ? [name] : []
}

/** A managed policy of the account, attached or not; false where AWS does not save it. */
export function addManaged(draft: Draft, policy: TicketPolicy, account: string): boolean {
  const { arn = '' } = policy
  const name = policy.name ?? arn.replace(/^.*\//, '')
  if (draft.policies.has(name)) return true
  const document = draft.take(policy, name)
  const path = /:policy(\/.+\/)/.exec(arn)?.[1] ?? '/'
  if (document === undefined) return false
  const { file: _, otherVersions = [], ...rest } = policy
  const others = otherVersions.flatMap((version) => draft.take({ ...rest, document: version }, `${name}-version`, {}, policy) ?? [])
  draft.policies.set(name, { name, at: policy.document.at, account, path, document, otherVersions: others })
  return true
}

/** The permissions boundary, by its own words or by the ARN that the identity has. */
export function boundaryOf(draft: Draft, type: 'role' | 'user', name: string): Pick<Role, 'boundary'> {
  const arn = draft.identity(type, name)?.boundaryArn
  const given = draft.ticket.policies.find((policy) =>
    policy.type === 'permissionsBoundary' ? isOf(draft, policy, type, name) : arn !== undefined && policy.arn === arn,
  )
  const boundary =
    given === undefined ? undefined : draft.take({ ...given, type: 'permissionsBoundary' }, 'permissions-boundary', {}, given)
  if (boundary === undefined && arn !== undefined) {
    draft.assume(`the permissions boundary \`${arn}\` of ${type} \`${name}\` allows everything`, 'its document is not in the ticket')
  }
  return boundary === undefined ? {} : { boundary }
}

/** `read` of `policies/read.json`, in the letters that IAM takes. */
const nameOfFile = (file: string): string =>
  file
    .replace(/^.*\//, '')
    .replace(/\.\w+$/, '')
    .replace(/[^\w+=,.@-]+/g, '-')

export function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? name : `${name}-${number}`
    if (!taken.has(free)) return free
  }
}
