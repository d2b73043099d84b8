import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type {
  Ticket,
  TicketBucket,
  TicketCatalog,
  TicketError,
  TicketIdentity,
  TicketKey,
  TicketKeyGrant,
  TicketOrganization,
  TicketPolicy,
  TicketSetting,
  Understood,
} from './ticket.ts'

/** What has been read of a ticket so far. */
export class Findings implements Ticket {
  readonly understood: Understood[] = []
  readonly problems: Problem[] = []
  readonly policies: TicketPolicy[] = []
  readonly identities: TicketIdentity[] = []
  readonly buckets: TicketBucket[] = []
  readonly keys: TicketKey[] = []
  readonly keyGrants: TicketKeyGrant[] = []
  readonly catalogs: TicketCatalog[] = []
  readonly organization: TicketOrganization[] = []
  readonly settings: TicketSetting[] = []
  readonly errors: TicketError[] = []
  readonly addresses: { readonly address: string; readonly at: Span }[] = []
  readonly callers: { readonly arn: string; readonly at: Span }[] = []

  readonly managed: { readonly arn: string; readonly at: Span }[] = []

  /** What can only be read once all texts are. */
  readonly later: (() => void)[] = []

  understand(at: Span, what: string, because: string): void {
    this.understood.push({ at, what, because })
  }

  report(code: string, at: Span, message: string, help: string): void {
    this.problems.push({ code: `ticket/${code}`, at, message, help })
  }
}
