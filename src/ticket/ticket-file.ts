import { type Located, plain } from '../base/located.ts'
import { valueAt } from '../base/pointer.ts'
import type { Problem } from '../base/problem.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { Span } from '../base/span.ts'
import type { JsonValue } from '../faults/edit.ts'
import { formatJson } from '../faults/edit-document.ts'
import type { PolicyFile } from '../fixture/fixture.ts'
import { jsonText, locateDocument } from '../fixture/policy-text.ts'
import { parsePolicy } from '../policy/parse-policy.ts'
import type { RefusalContext } from '../policy/refusal.ts'
import { refusePolicy } from '../policy/refuse-policy.ts'
import { adviceOnRefusal } from './refusal-advice.ts'
import type { TicketPolicy } from './ticket.ts'

/** A policy of a ticket as a document of the fixture, and where it comes from. */
export interface TicketFile {
  readonly policy: TicketPolicy
  readonly file: PolicyFile
}

/** A policy that AWS does not save: it cannot be what is in force. */
export interface RefusedPolicy {
  readonly policy: TicketPolicy
  readonly at: Span
  /** AWS's answer; absent where only the grammar says that it is wrong. */
  readonly answer?: { readonly code: string; readonly message: string }
  /** What to change, where AWS's words do not say it. */
  readonly advice?: string
  readonly problems: readonly Problem[]
}

/**
 * Reads a policy of a ticket under a name of its own, or under the name of its file where it is all that the file has: then its text stays as it is
 * to the letter, and patches fit.
 */
export function toTicketFile(policy: TicketPolicy, name: string, context: RefusalContext): Result<TicketFile, RefusedPolicy> {
  const text = policy.file ?? { file: name, format: 'json', text: formatJson(plainJson(policy.document)) }
  const located = locateDocument(text)
  const read = located.ok ? parsePolicy(located.value, policy.type) : located
  const document = located.ok ? { document: located.value } : {}
  const refusal = refusePolicy(jsonText(text), policy.type, { ...context, ...document, file: text.file })
  if (read.ok && refusal === undefined) return ok({ policy, file: { ...text, policy: read.value } })
  const problems = read.ok ? [] : read.error.map((problem) => ({ ...problem, at: placeInTicket(policy, problem.at) }))
  const at = placeInTicket(policy, refusal?.at ?? (read.ok ? undefined : read.error[0]?.at))
  if (refusal === undefined) return err({ policy, at, problems })
  const { code, message } = refusal
  const written = refusal.at === undefined ? undefined : valueAt(policy.document, refusal.at.pointer ?? '')
  const advice = adviceOnRefusal(message, policy, written?.kind === 'string' ? written.value : undefined)
  return err({ policy, at, problems, answer: { code, message }, ...(advice === undefined ? {} : { advice }) })
}

/** Where an element of the document stands in the customer's text. */
export function placeInTicket({ document }: TicketPolicy, at: Span | undefined): Span {
  return (valueAt(document, at?.pointer ?? '') ?? document).at
}

/** The plain value, in the order of the text. */
const plainJson = (document: Located): JsonValue => JSON.parse(JSON.stringify(plain(document)))
