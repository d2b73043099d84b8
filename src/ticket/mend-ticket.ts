import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import { isAssumeRole, standIn } from './connection-facts.ts'
import { statementTexts } from './document-texts.ts'
import { bucketIn, guessPolicy, words } from './guess-policy.ts'
import { mendArn, mendVersion } from './mend-arn.ts'
import { looksAlike } from './mend-word.ts'
import { mendWords } from './mend-words.ts'
import type { Ticket, TicketError, TicketPolicy, TicketSetting, Understood } from './ticket.ts'

/**
 * The ticket with the ARNs as they were before a picture was turned into text. Where the customer's error is that AWS does not save a policy, its
 * ARNs stay as they are: one of them may be the reason. Where nothing else looks like a picture, a colon too few in a whole document is the customer's.
 */
export function mendTicket(ticket: Ticket): Ticket {
  if (ticket.errors.some(({ code }) => code?.startsWith('MalformedPolicy') === true)) return ticket
  const { mended, isPicture } = mendAll(ticket, () => false)
  return isPicture ? mended : mendAll(ticket, (policy) => isWhole(policy, ticket.problems)).mended
}

/** Nothing in it had to be put right before it could be read. */
const isWhole = ({ document: { at } }: TicketPolicy, problems: readonly Problem[]): boolean =>
  !problems.some((one) => one.at.file === at.file && one.at.end.offset > at.start.offset && one.at.start.offset < at.end.offset)

/** `arn:aws:s3::bucket`. AWS does not save it, in words that say nothing of colons. */
const lacksColon = (text: string): boolean => /^arn:aws:s3:{1,2}[^:\s]+$/.test(text)

interface Mended {
  readonly mended: Ticket
  /** Whether something is damaged as only pictures damage it. */
  readonly isPicture: boolean
}

/** Policies that are typed keep the ARNs that lack a colon. */
function mendAll(ticket: Ticket, isTyped: (policy: TicketPolicy) => boolean): Mended {
  const problems: Problem[] = []
  let isPicture = false
  const buckets = bucketsOf(ticket)
  const mend = (text: string, at: Span): string => {
    const mended = mendArn(text) ?? mendVersion(text) ?? mendBucket(text, buckets)
    if (mended === undefined) return text
    isPicture ||= !lacksColon(text)
    const help = 'compare it with the policy in the console, and the rest of the text with it'
    const what = mended.startsWith('arn:') ? 'not the ARN of anything' : 'no version of policies'
    problems.push({ code: 'ticket/slip-in-arn', at, message: `\`${text}\` is ${what}; it is read as \`${mended}\``, help })
    return mended
  }
  const ids = accountsOf(ticket)
  const known = knownAccounts(ticket)
  const read =
    (id: string): Mend =>
    (text, at) => {
      const unmasked = unmaskArn(text, id, known)
      if (unmasked === undefined) return mend(text, at)
      const help = 'it was taken out before it was sent, or a placeholder of a guide was never filled in: look at the original'
      const message = `\`${text}\` has no account id; it is read as \`${unmasked}\``
      if (!problems.some((problem) => problem.message === message)) problems.push({ code: 'ticket/masked', at, message, help })
      return unmasked
    }
  const spell = (written: string, meant: string, at: Span): void => {
    isPicture = true
    const message = `\`${written}\` is no word of policies; it is read as \`${meant}\``
    const help = 'compare it with the policy in the console, and the rest of the text with it'
    problems.push({ code: 'ticket/slip-in-word', at, message, help })
  }
  const mended = {
    policies: ticket.policies.map((policy) => {
      const readIn = read(policy.type === 'trust' ? ids.vendor : ids.customer)
      const isKept = isTyped(policy)
      return mendPolicy(typedAnew(policy, mendWords(policy, spell)), (text, at) => (isKept && lacksColon(text) ? text : readIn(text, at)))
    }),
    settings: ticket.settings.map(
      (setting): TicketSetting =>
        isQuoted(setting, ticket) ? setting : { ...setting, value: read(ids.customer)(setting.value, setting.at) },
    ),
    errors: ticket.errors.map((error) => mendError(error, read(isAssumeRole(error) ? ids.vendor : ids.customer), read(ids.customer))),
  }
  const understood = ticket.understood.map((part) => toldAnew(part, mended.policies))
  return { mended: { ...ticket, ...mended, understood, problems: [...ticket.problems, ...problems] }, isPicture }
}

/** A policy whose kind nobody could tell from its words is of the kind that they say now that they can be read. */
function typedAnew(before: TicketPolicy, mended: TicketPolicy): TicketPolicy {
  const { document, type } = mended
  return mended === before || type !== 'resource' || document.kind !== 'object'
    ? mended
    : { ...mended, type: guessPolicy(document, '').type }
}

function toldAnew(part: Understood, policies: readonly TicketPolicy[]): Understood {
  const policy = part.what === words.resource ? policies.find(({ document: { at } }) => isSamePlace(at, part.at)) : undefined
  if (policy === undefined || policy.type === 'resource' || policy.document.kind !== 'object') return part
  return { ...part, what: words[policy.type], because: guessPolicy(policy.document, '').because }
}

const isSamePlace = (one: Span, other: Span): boolean => one.file === other.file && one.start.offset === other.start.offset

/** AWS says what it was sent: that is what the customer has typed. */
const isQuoted = ({ value }: TicketSetting, { errors }: Ticket): boolean =>
  errors.some(({ message = '' }) => message.includes(`'${value}'`))

/** The names of buckets outside of policies. */
const bucketsOf = ({ settings, errors }: Ticket): readonly string[] => [
  ...settings.filter(({ setting }) => setting === 'bucket').map(({ value }) => value),
  ...errors.flatMap(({ resource }) => bucketIn([resource ?? '']) ?? []),
]

/** No bucket has capital letters, so that one with them which looks like a bucket of the ticket is that bucket. */
function mendBucket(text: string, buckets: readonly string[]): string | undefined {
  const [, start = '', bucket = '', rest = ''] = /^(arn:aws:s3:::)([\w.-]*[A-Z][\w.-]*)((?:\/.*)?)$/.exec(text) ?? []
  const meant = buckets.find((one) => one !== bucket && looksAlike(one, bucket) && one.toLowerCase() !== bucket.toLowerCase())
  return bucket === '' || meant === undefined ? undefined : `${start}${meant}${rest}`
}

type Mend = (text: string, at: Span) => string

/** A file whose document is mended is another text. */
function mendPolicy(policy: TicketPolicy, mend: Mend): TicketPolicy {
  let touched = false
  const document = mendValues(policy.document, (text, at) => {
    const mended = mend(text, at)
    touched ||= mended !== text
    return mended
  })
  if (!touched) return policy
  const { file: _, ...rest } = policy
  return { ...rest, document }
}

function mendValues(value: Located, mend: Mend): Located {
  switch (value.kind) {
    case 'string':
      return { ...value, value: mend(value.value, value.at) }
    case 'array':
      return { ...value, items: value.items.map((item) => mendValues(item, mend)) }
    case 'object':
      return { ...value, members: value.members.map((member) => ({ ...member, value: mendValues(member.value, mend) })) }
    default:
      return value
  }
}

function mendError(error: TicketError, mendPrincipal: Mend, mendResource: Mend): TicketError {
  const { resource } = error
  const principal = error.principal?.replace(/:assumed-ro[Il1|]e\//, ':assumed-role/')
  return {
    ...error,
    ...(principal === undefined ? {} : { principal: mendPrincipal(principal, error.at) }),
    ...(resource === undefined ? {} : { resource: mendResource(resource, error.at) }),
  }
}

/** The accounts that the ticket shows, or those of AWS's documentation: what was masked is one of them. */
function accountsOf({ settings, errors, identities }: Ticket): { readonly customer: string; readonly vendor: string } {
  const accountIn = (arns: readonly (string | undefined)[]): string | undefined =>
    arns.flatMap((arn) => /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(arn ?? '')?.[1] ?? [])[0]
  const assumed = errors.filter(isAssumeRole)
  const others = errors.filter((error) => !isAssumeRole(error))
  const role = settings.filter(({ setting }) => setting === 'roleArn').map(({ value }) => value)
  return {
    customer:
      accountIn([
        ...role,
        ...identities.map(({ arn }) => arn),
        ...others.map(({ principal }) => principal),
        ...assumed.map(({ resource }) => resource),
      ]) ?? standIn.customer,
    vendor: accountIn(assumed.map(({ principal }) => principal)) ?? standIn.vendor,
  }
}

/** Account ids that the ticket writes out. */
function knownAccounts({ settings, errors, identities, policies }: Ticket): readonly string[] {
  const texts = [
    ...settings.map(({ value }) => value),
    ...errors.flatMap(({ principal = '', resource = '' }) => [principal, resource]),
    ...identities.map(({ arn = '' }) => arn),
    ...policies.flatMap(({ document }) => statementTexts(document).flatMap(({ principals, resources }) => [...principals, ...resources])),
  ]
  return texts.flatMap((text) => text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [])
}

/** Digits that a mask has left are those of the account: `****1234` and `****5678` are two accounts. */
function accountBehind(mask: string, id: string, known: readonly string[]): string {
  const [, first = '', last = ''] = /^(\d*)[^\d]+(\d*)$/.exec(mask) ?? []
  if (first.length + last.length < 2 || first.length + last.length > 11) return id
  const shown = known.find((one) => one.startsWith(first) && one.endsWith(last))
  return shown ?? `${first}${id.slice(first.length, 12 - last.length)}${last}`
}

/** `arn:aws:iam::<ACCOUNT_ID>:role/reader` and its like with an account id; undefined where the ARN has one. */
function unmaskArn(text: string, id: string, known: readonly string[]): string | undefined {
  const [, before, mask, after] = /^(arn:[\w-]+:(?:iam|sts|kms):[\w-]*:)([^:]+)(:.+)$/.exec(text) ?? []
  const isMasked =
    mask !== undefined &&
    /^(?:[xX#•]{3,}|([A-Za-z])\1{3,}|[*]{3,}|<[^>]*>|\[[^\]]*\]|\$?\{+[^}]*\}+|\d*[xX*#•]{2,}\d*|\d{3,11}|[A-Z_-]*ACCOUNT[A-Z_-]*)$/i.test(
      mask,
    )
  return isMasked && mask !== 'aws' ? `${before}${accountBehind(mask, id, known)}${after}` : undefined
}
