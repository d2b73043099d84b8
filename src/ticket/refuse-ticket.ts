import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import { statementTexts } from './document-texts.ts'
import type { Ticket } from './ticket.ts'

/** Why a ticket cannot be replayed at all; nothing where it can. */
export function refuseTicket(ticket: Ticket): readonly Problem[] {
  if (ticket.understood.length === 0) return ticket.problems
  const foreign = partiesOf(ticket).filter(({ arn }) => partitionOf(arn) !== undefined)
  const [first] = foreign
  if (first === undefined) return []
  const message = `\`${first.arn}\` is in the partition \`${partitionOf(first.arn)}\`, and the replay knows \`aws\` alone`
  const help = 'China, GovCloud and the isolated regions are accounts of their own, which no role of another partition can be used from'
  return [...ticket.problems, { code: 'ticket/partition', at: first.at, message, help }]
}

interface Party {
  readonly arn: string
  readonly at: Span
}

/** Those who take part: in a Resource another partition may be the customer's very mistake, which is for the replay to say. */
function partiesOf({ settings, errors, identities, callers, policies }: Ticket): readonly Party[] {
  return [
    ...settings.map(({ value, at }) => ({ arn: value, at })),
    ...errors.flatMap(({ principal, resource, at }) => [principal, resource].flatMap((arn) => (arn === undefined ? [] : [{ arn, at }]))),
    ...identities.flatMap(({ arn, at }) => (arn === undefined ? [] : [{ arn, at }])),
    ...callers,
    ...policies.flatMap(({ document }) =>
      statementTexts(document).flatMap(({ principals }) => principals.map((arn) => ({ arn, at: document.at }))),
    ),
  ]
}

/** Another one than `aws`. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const partitionOf = (arn: string): string | undefined => /^arn:(aws-[a-z-]+):/.exec(arn)?.[1]
