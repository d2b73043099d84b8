import type { Located } from '../base/located.ts'
import { pointOfPolicy } from './access-point.ts'
import { statementTexts } from './document-texts.ts'
import type { Findings } from './findings.ts'
import { isCalledFormer } from './former-policies.ts'
import { bucketIn, elementsOf, guessPolicy, words } from './guess-policy.ts'
import { namesInWords } from './names-in.ts'
import { has, innerDocument, type LocatedObject, type Piece, placeOf } from './piece.ts'
import type { TicketPolicy } from './ticket.ts'

/** What the place of a policy says about it: the output of a command knows whose it is. */
export type KnownOfPolicy = Partial<
  Pick<TicketPolicy, 'type' | 'holder' | 'name' | 'arn' | 'bucket' | 'key' | 'policyId' | 'endpoint' | 'otherVersions'>
> & {
  readonly because?: string
}

/** A policy document on its own: a whole one, one statement, or a list of statements. */
export function readPolicy(piece: Piece, into: Findings): boolean {
  const document = asPolicy(piece)
  if (document === undefined) return false
  addPolicy({ ...piece, root: document }, document, {}, into)
  return true
}

function asPolicy({ root }: Piece): LocatedObject | undefined {
  if (root.members.some(({ key }) => key.toLowerCase() === 'statement')) return root
  if (has(root, 'Effect') && (has(root, 'Action') || has(root, 'NotAction'))) return policyAround(root)
  return undefined
}

/** A policy of these statements, for a ticket that has left out what is around them. */
export function policyAround(statements: Located): LocatedObject {
  const { at } = statements
  return {
    kind: 'object',
    at,
    members: [
      { key: 'Version', keyAt: at, value: { kind: 'string', at, value: '2012-10-17' } },
      { key: 'Statement', keyAt: at, value: statements },
    ],
  }
}

/** Adds the policy that a value is or holds; false when it holds none. */
export function addPolicy(piece: Piece, value: Located | undefined, known: KnownOfPolicy, into: Findings): boolean {
  const inner = innerDocument(piece, value, into.problems)
  if (inner?.value.kind !== 'object' || value === undefined) return false
  const document = inner.value
  const guess = guessPolicy(document, piece.hint)
  const { because = guess.because, ...facts } = known
  const policy: TicketPolicy = {
    type: guess.type,
    document,
    isWhole: inner.isWhole,
    ...(piece.file !== undefined && value === piece.root ? { file: piece.file } : {}),
    ...subjectOf(known.type ?? guess.type, document, piece.hint),
    ...(isCalledFormer(piece.hint) ? { isFormer: true } : {}),
    ...facts,
  }
  if (!inner.isWhole && statementTexts(document).length === 0) {
    into.understand(placeOf(piece, value), `${titleOf(policy)}, of which no statement is whole`, because)
    return true
  }
  into.policies.push(policy)
  into.understand(placeOf(piece, value), `${titleOf(policy)}${policy.isWhole ? '' : ', the part that is there'}`, because)
  return true
}

function subjectOf(type: TicketPolicy['type'], document: LocatedObject, hint: string): Partial<TicketPolicy> {
  const { role, user, group, bucket, policy, key } = namesInWords(hint)
  const holder =
    role !== undefined
      ? ({ type: 'role', name: role } as const)
      : user !== undefined
        ? ({ type: 'user', name: user } as const)
        : group !== undefined
          ? ({ type: 'group', name: group } as const)
          : undefined
  switch (type) {
    case 'trust':
      return role === undefined ? {} : { holder: { type: 'role', name: role } }
    case 'bucket': {
      const accessPoint = pointOfPolicy(document)
      if (accessPoint !== undefined) return { accessPoint }
      const named = bucketIn(elementsOf(document).resources) ?? bucket
      return named === undefined ? {} : { bucket: named }
    }
    case 'key':
      return key === undefined ? {} : { key }
    case 'identity':
    case 'permissionsBoundary':
      return { ...(holder === undefined ? {} : { holder }), ...(policy === undefined ? {} : { name: policy }) }
    default:
      return {}
  }
}

/** `the trust policy of role EtleapInput`. */
function titleOf({ type, holder, name, bucket, key, accessPoint }: TicketPolicy): string {
  if (accessPoint !== undefined) return `an access point policy of \`${accessPoint.replace(/^.*\//, '')}\``
  const called = name === undefined ? '' : ` \`${name}\``
  const subject = bucket ?? key
  const of = holder === undefined ? (subject === undefined ? '' : ` of \`${subject}\``) : ` of ${holder.type} \`${holder.name}\``
  return `${words[type]}${called}${of}`
}
