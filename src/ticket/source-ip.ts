import { formatAddress, parseCidr } from '../base/cidr.ts'
import { parseDenialText } from '../diagnose/denial-text.ts'
import type { Chosen } from './chosen.ts'
import { statementTexts } from './document-texts.ts'
import type { Ticket, TicketError } from './ticket.ts'

/** Addresses of documentation that stand for the connector's. @see https://www.rfc-editor.org/rfc/rfc5737 */
const outside = ['198.51.100.7', '203.0.113.77', '192.0.2.77'] as const

/**
 * Where the connector calls from. A ticket rarely says it; where its policies list addresses, the connector is taken to have one of them unless the
 * customer's error is what an address that is not listed would give.
 */
export function findSourceIp(ticket: Ticket, given: string | undefined): Chosen | undefined {
  if (given !== undefined) return { value: given, from: { source: 'option' } }
  for (const { event, at } of ticket.errors) {
    if (event?.sourceIp !== undefined) return { value: event.sourceIp, from: { source: 'ticket', at, because: 'CloudTrail shows it' } }
  }
  const listed = ticket.policies.flatMap(({ document }) =>
    statementTexts(document).flatMap(({ effect, conditions }) => addressesIn(effect, conditions)),
  )
  const [first] = listed
  if (first === undefined) return undefined
  const [told] = ticket.addresses
  if (told !== undefined) return { value: told.address, from: { source: 'ticket', at: told.at, because: 'the ticket says so' } }
  if (ticket.errors.some(mayBeAboutAddress))
    return {
      value: outside.find((address) => !listed.some((one) => one.startsWith(address.replace(/\d+$/, '')))) ?? outside[0],
      from: { source: 'assumed', because: 'the ticket does not say from where the connector calls, and the error is as if from elsewhere' },
    }
  return {
    value: first,
    from: { source: 'assumed', because: 'a policy lists it, and the ticket does not say from where the connector calls' },
  }
}

type Conditions = ReturnType<typeof statementTexts>[number]['conditions']

/** The first address of each block that a statement lets through. */
function addressesIn(effect: string, conditions: Conditions): readonly string[] {
  const operator = effect === 'Deny' ? /^NotIpAddress/i : /^IpAddress/i
  const blocks = conditions
    .filter((one) => one.key.toLowerCase() === 'aws:sourceip' && operator.test(one.operator))
    .flatMap(({ values }) => values)
  return blocks.flatMap((block) => {
    const cidr = parseCidr(block.includes('/') ? block : `${block}/32`)
    return cidr.ok ? [formatAddress({ family: cidr.value.cidr.family, value: cidr.value.cidr.first })] : []
  })
}

/** A condition on the address shows as an explicit deny, or where the layer has an Allow that does not match; AWS does not always say more. */
function mayBeAboutAddress({ code, message }: TicketError): boolean {
  if (code !== 'AccessDenied' && code !== '403') return false
  const { effect, layer } = parseDenialText(message ?? '')
  return effect !== 'implicit' || layer === 'identity'
}
