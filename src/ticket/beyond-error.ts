import type { DiagnosedProblem } from '../diagnose/diagnosis.ts'
import type { ConnectionFacts } from './connection-facts.ts'
import type { TicketError } from './ticket.ts'

/**
 * Why a fix allows more of the catalog than the error is about: where the ticket does not say what kind of connection it has, a product that only
 * reads tables would be given the right to drop them.
 */
export function beyondError(problem: DiagnosedProblem, errors: readonly TicketError[], { connector }: ConnectionFacts): string | undefined {
  const { source } = connector.from
  if (problem.kind !== 'fault' || source === 'option' || source === 'setting') return undefined
  const refused = new Set(errors.flatMap(({ action }) => (action?.startsWith('glue:') === true ? [action] : [])))
  const more = [...new Set(actionsIn(problem.advice))].filter((action) => !refused.has(action))
  if (refused.size === 0 || more.length === 0) return undefined
  return `${more.join(', ')}: the error is about ${[...refused].join(', ')}, and these are what connections of a data lake do besides; leave out what yours does not`
}

/** In ARNs a region or nothing follows, in small letters. */
const actionsIn = (text: string): readonly string[] => text.match(/\bglue:[A-Z]\w+/g) ?? []
