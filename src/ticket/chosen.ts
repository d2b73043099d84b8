import type { Span } from '../base/span.ts'
import type { SettingName } from './ticket.ts'

/** A value for a setting, and where it is from. */
export interface Chosen {
  readonly value: string
  readonly from: Source
}

export type Source =
  /** An option of the command line. */
  | { readonly source: 'option' }
  /** The ticket says it as a setting. */
  | { readonly source: 'setting'; readonly at: Span }
  /** Another part of the ticket shows it. */
  | { readonly source: 'ticket'; readonly at: Span; readonly because: string }
  /** The ticket does not say it. */
  | { readonly source: 'assumed'; readonly because: string }

export type Candidate = Chosen | undefined

export const fromTicket = (value: string | undefined, at: Span, because: string): Candidate =>
  value === undefined ? undefined : { value, from: { source: 'ticket', at, because } }

export const assumed = (value: string, because: string): Chosen => ({ value, from: { source: 'assumed', because } })

/** Options of the command line that complete a ticket. */
export type Given = Readonly<Partial<Record<SettingName, string>>>
