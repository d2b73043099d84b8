import type { Problem } from '../base/problem.ts'
import { words } from './guess-policy.ts'
import type { Ticket, TicketPolicy } from './ticket.ts'

/** The ticket without the policies that were replaced or only proposed, by the words above them, where the ones in their place are there. */
export function withoutFormer(ticket: Ticket): Ticket {
  const former = ticket.policies.filter((policy) => policy.isFormer === true && ticket.policies.some((other) => replaces(other, policy)))
  if (former.length === 0) return ticket
  return {
    ...ticket,
    policies: ticket.policies.filter((policy) => !former.includes(policy)),
    problems: [...ticket.problems, ...former.map(reportOf)],
  }
}

const replaces = (other: TicketPolicy, policy: TicketPolicy): boolean =>
  other.isFormer !== true &&
  other.type === policy.type &&
  other.arn === policy.arn &&
  other.bucket === policy.bucket &&
  other.name === policy.name &&
  (other.holder?.name ?? policy.holder?.name) === (policy.holder?.name ?? other.holder?.name)

const reportOf = ({ document, type }: TicketPolicy): Problem => ({
  code: 'ticket/not-replayed',
  at: document.at,
  message: `${words[type]} is no part of the replay`,
  help: 'by the words above it, it was replaced or only proposed, and another one is in the ticket',
})

/** Whether the line above a document calls it one that is not in force: `Old policy:`, `what we had before`, `please use this policy`. */
export const isCalledFormer = (hint: string): boolean => {
  // A mark of mail before the document is no line above it.
  const above = hint.split('\n').findLast((line) => /\p{L}/u.test(line)) ?? ''
  return former.test(above) && !current.test(above)
}

const former =
  /\b(?:old|previous(?:ly)?|former(?:ly)?|earlier|before|original(?:ly)?|outdated|superseded|no longer (?:used|in force|attached)|last (?:week|month|year)(?:'s|’s)?|replaced (?:it|this)|was replaced|please (?:use|apply|attach|try)|use this|suggest\w*|recommend\w*|proposed|should look like|used to (?:be|have|look)|alte[rns]?|bisherige[rns]?|vorherige[rns]?|früher\w*|anterior(?:es)?|antigu[ao]|antig[ao]|ancienne?|précédente?)\b|旧|以前/i

const current =
  /\b(?:current(?:ly)?|now|today|latest|in force|as before|still|aktuell\w*|jetzt|neue[rns]?|actual(?:mente)?|actuelle|nouvelle|atual|nov[ao])\b|現在/i
