import { describe, expect, it } from 'vitest'
import { withoutFormer } from '../../src/ticket/former-policies.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'

const policyOf = (action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:aws:s3:::acme/*' }] })
const left = (text: string): readonly string[] =>
  withoutFormer(readTicket([{ file: 'ticket.txt', text }])).policies.map(
    ({ document }) => JSON.stringify(document).match(/s3:\w+/)?.[0] ?? '',
  )

describe('a policy that was replaced or only proposed', () => {
  it.each([
    ['Old policy:', 'Current policy:'],
    ['Last week this was the policy, we replaced it on Monday:', 'Now it is:'],
    ['Alte Richtlinie:', 'Aktuelle Richtlinie:'],
    ['before', 'after'],
    ['Support wrote: "please use this policy"', 'We have this:'],
  ])('is left out beside the one that took its place: %s', (former, current) => {
    expect(left(`${former}\n${policyOf('s3:Get')}\n\n${current}\n${policyOf('s3:Put')}\n`)).toEqual(['s3:Put'])
    expect(left(`${current}\n${policyOf('s3:Put')}\n\n${former}\n${policyOf('s3:Get')}\n`)).toEqual(['s3:Put'])
  })

  it('is left out of mail too, where a mark stands before it', () => {
    expect(left(`Please use this policy:\n> ${policyOf('s3:Get')}\n\nWe have\n${policyOf('s3:Put')}\n`)).toEqual(['s3:Put'])
  })

  it('stays where nothing in the ticket has taken its place', () => {
    expect(left(`Old policy:\n${policyOf('s3:Get')}\n`)).toEqual(['s3:Get'])
    expect(left(`Policy 1:\n${policyOf('s3:Get')}\n\nPolicy 2, same as before:\n${policyOf('s3:Put')}\n`)).toEqual(['s3:Get', 's3:Put'])
  })
})
