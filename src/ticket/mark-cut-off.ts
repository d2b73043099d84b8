import { plain } from '../base/located.ts'
import { valueAt } from '../base/pointer.ts'
import type { Change, Edit } from '../faults/edit.ts'
import { askFor, type Request } from './ask-for.ts'
import type { Assembled } from './assemble.ts'
import type { TicketCause } from './reproduction.ts'
import type { Ticket, TicketPolicy, TicketPolicyType } from './ticket.ts'

/**
 * Marks the causes that are only something missing where a document is cut off, or has something left out: the rest of it may say just that. What
 * a whole statement denies, or names wrongly, is wrong whatever follows.
 */
export function markCutOff(
  causes: readonly TicketCause[],
  ticket: Pick<Ticket, 'policies' | 'problems'>,
  assembled: Pick<Assembled, 'documents' | 'setUp'>,
): readonly TicketCause[] {
  const cut = new Map(
    ticket.policies
      .filter((policy) => isCutOff(policy, ticket.problems))
      .map(({ type }) => [type, requestFor(type, assembled.setUp.connection)] as const),
  )
  if (cut.size === 0) return causes
  return causes.map((cause) => {
    const edits = cause.problem.kind === 'fault' ? cause.problem.fix.edits : []
    const [type] = new Set(edits.map((edit) => additionTo(edit, assembled)))
    const request = type === undefined ? undefined : cut.get(type)
    const isAll = edits.every((edit) => additionTo(edit, assembled) === type)
    return request === undefined || !isAll ? cause : { ...cause, cutOff: request }
  })
}

/** Statements that are not whole are no part of the document; dots may stand for some. */
const isCutOff = ({ isWhole, document: { at } }: TicketPolicy, problems: Ticket['problems']): boolean =>
  !isWhole ||
  problems.some(
    ({ code, at: there }) =>
      code === 'ticket/left-out' && there.file === at.file && at.start.offset <= there.start.offset && there.end.offset <= at.end.offset,
  )

/** The kind of document that an edit only adds to; undefined for what changes something that is there. */
function additionTo(edit: Edit, { documents }: Pick<Assembled, 'documents'>): TicketPolicyType | undefined {
  if (edit.edit === 'newDocument') return ofPlace[edit.place.kind]
  const own = edit.edit === 'document' ? documents.get(edit.file)?.policy : undefined
  if (edit.edit !== 'document' || own === undefined) return undefined
  return edit.changes.every((change) => !isInDenial(own, change.pointer) && isAddition(change, own)) ? own.type : undefined
}

/** A list that is written anew with all that it had adds to it too. */
function isAddition(change: Change, { document }: TicketPolicy): boolean {
  if (change.change !== 'set') return change.change === 'append'
  const before = valueAt(document, change.pointer)
  const now = new Set(Array.isArray(change.value) ? change.value : [change.value])
  return before === undefined || (before.kind !== 'object' && [plain(before)].flat().every((one) => now.has(one)))
}

const ofPlace: Readonly<Record<string, TicketPolicyType>> = { inline: 'identity', bucketPolicy: 'bucket' }

function isInDenial({ document }: TicketPolicy, pointer: string): boolean {
  const statement = /^\/Statement(?:\/\d+)?(?=\/)/.exec(pointer)?.[0]
  const effect = statement === undefined ? undefined : valueAt(document, `${statement}/Effect`)
  return effect?.kind === 'string' && effect.value === 'Deny'
}

const layers = {
  trust: 'trust-policy',
  bucket: 'bucket-policy',
  key: 'kms-key-policy',
  permissionsBoundary: 'permissions-boundary',
  session: 'session-policy',
  vpcEndpoint: 'vpc-endpoint-policy',
  serviceControl: 'organization',
  resourceControl: 'organization',
  resource: 'glue',
  identity: 'identity-policy',
} as const satisfies Record<TicketPolicyType, string>

const requestFor = (type: TicketPolicyType, connection: Assembled['setUp']['connection']): Request => askFor(layers[type], connection)
