import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import { mendArn } from './mend-arn.ts'
import type { Ticket, TicketError, TicketPolicy, TicketSetting } from './ticket.ts'

/**
 * The ticket with the ARNs as they were before a picture was turned into text. Where the customer's error is that AWS does not save a policy, its
 * ARNs stay as they are: one of them may be the reason.
 */
export function mendTicket(ticket: Ticket): Ticket {
  if (ticket.errors.some(({ code }) => code?.startsWith('MalformedPolicy') === true)) return ticket
  const problems: Problem[] = []
  const mend = (text: string, at: Span): string => {
    const mended = mendArn(text)
    if (mended === undefined) return text
    const help = 'compare it with the policy in the console, and the rest of the text with it'
    problems.push({ code: 'ticket/slip-in-arn', at, message: `\`${text}\` is not the ARN of anything; it is read as \`${mended}\``, help })
    return mended
  }
  const mended = {
    policies: ticket.policies.map((policy) => mendPolicy(policy, mend)),
    settings: ticket.settings.map((setting): TicketSetting => ({ ...setting, value: mend(setting.value, setting.at) })),
    errors: ticket.errors.map((error) => mendError(error, mend)),
  }
  return { ...ticket, ...mended, problems: [...ticket.problems, ...problems] }
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

function mendError(error: TicketError, mend: Mend): TicketError {
  const { principal, resource } = error
  return {
    ...error,
    ...(principal === undefined ? {} : { principal: mend(principal, error.at) }),
    ...(resource === undefined ? {} : { resource: mend(resource, error.at) }),
  }
}
