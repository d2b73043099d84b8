import { describe, expect, it } from 'vitest'
import { plain } from '../../src/base/located.ts'
import { assemble } from '../../src/ticket/assemble.ts'
import { mendTicket } from '../../src/ticket/mend-ticket.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'

const policy = (resource: string, end = ' }] }') =>
  `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "${resource}"${end}`

const ticketOf = (text: string) => mendTicket(readTicket([{ file: 'ticket.txt', text: `bucket acme-in\n${text}` }]))

const resourcesIn = (text: string): string => JSON.stringify(ticketOf(text).policies.map(({ document }) => plain(document)))

describe('an ARN that lacks a colon', () => {
  const typed = policy('arn:aws:s3::acme-in/*')

  it('stays as it is in a whole document, and AWS does not save that', () => {
    expect(resourcesIn(typed)).toContain('"arn:aws:s3::acme-in/*"')
    const [refused] = assemble(ticketOf(typed), {}, undefined).refused
    expect(refused).toMatchObject({ answer: { code: 'MalformedPolicyDocument' }, at: { start: { line: 2 } } })
    expect(refused?.advice).toContain('Write arn:aws:s3:::acme-in/*: ')
  })

  it.each([
    ['another ARN is damaged as by a picture', `${typed}\n\n${policy('am:aws:s3:::acme-in')}`],
    ['a word is', `${typed}\n\n${policy('arn:aws:s3:::acme-in').replace('Action', 'Act1on')}`],
    ['the document had to be put right before it could be read', policy('arn:aws:s3::acme-in/*', ', }] }')],
  ])('is read as what it was where %s', (_, text) => {
    expect(resourcesIn(text)).toContain('"arn:aws:s3:::acme-in/*"')
  })

  it('stays as it is in a setting that AWS quotes: it is what was sent', () => {
    const typed = 'arn:aws:iam:111122223333:role/reader'
    const error = `1 validation error detected: Value '${typed}' at 'roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern`
    const role = (text: string) => ticketOf(text).settings.find(({ setting }) => setting === 'roleArn')?.value
    expect(role(`role: ${typed}\n${error}`)).toBe(typed)
    expect(role(`role: ${typed}\n`)).toBe('arn:aws:iam::111122223333:role/reader')
  })
})
