import { plain } from '../base/located.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { Ticket, TicketPolicy } from './ticket.ts'

/** A tag that no policy of a ticket asks for. */
const anyTag = 'replay=ticket'

/**
 * The tags of the session where AWS refused them and the trust policy of the ticket decides that whatever they are. One that speaks of tags by name
 * decides about tags that the ticket does not tell.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function sessionTags({ errors, policies }: Ticket): Pick<S3Connection, 'sessionTags'> {
  const isRefused = errors.some(({ action }) => action === 'sts:TagSession')
  const trusts = policies.filter(({ type }) => type === 'trust')
  return isRefused && trusts.length > 0 && !trusts.some(asksForTags) ? { sessionTags: anyTag } : {}
}

const asksForTags = ({ document }: TicketPolicy): boolean =>
  /"(?:aws:RequestTag\/|aws:TagKeys|sts:TransitiveTagKeys)/i.test(JSON.stringify(plain(document)))
