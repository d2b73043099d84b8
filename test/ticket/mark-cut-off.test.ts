import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { assemble } from '../../src/ticket/assemble.ts'
import { markCutOff } from '../../src/ticket/mark-cut-off.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'

const circumstances = { now: new Date(0), sourceIp: '203.0.113.1' }
const head = 'bucket acme-in role arn:aws:iam::111122223333:role/Reader\n'
const statement = (action: string, resource: string, effect = 'Allow') =>
  `{ "Effect": "${effect}", "Action": "${action}", "Resource": "arn:aws:s3:::${resource}" }`
const policy = (...statements: readonly string[]) => `{ "Version": "2012-10-17", "Statement": [\n${statements.join(',\n')}`

/** What is told of a text as wrong, and what as open. */
function told(text: string) {
  const ticket = readTicket([{ file: 'ticket.txt', text: head + text }])
  const assembled = assemble(ticket, {}, undefined)
  const { problems } = diagnose({ ...assembled.setUp, observations: [], circumstances })
  const causes = markCutOff(
    problems.map((problem) => ({ problem, standIns: [] })),
    ticket,
    assembled,
  )
  const name = ({ problem }: (typeof causes)[number]) => (problem.kind === 'fault' ? problem.fault : problem.kind)
  return {
    wrong: causes.filter(({ cutOff }) => cutOff === undefined).map(name),
    open: causes.filter(({ cutOff }) => cutOff !== undefined).map(name),
  }
}

describe('of a document that is cut off', () => {
  const get = statement('s3:GetObject', 'acme-in/*')

  it('a permission that is not in the part that is there is open, and in a whole document it is wrong', () => {
    expect(told(`${policy(get)}] }`)).toEqual({ wrong: ['list-action-missing'], open: [] })
    expect(told(policy(get, '{ "Effect": "Allow", "Act'))).toEqual({ wrong: [], open: ['list-action-missing'] })
  })

  it('so is one where dots stand for a part', () => {
    expect(told(`${policy(get, '...')}] }`)).toEqual({ wrong: [], open: ['list-action-missing'] })
  })

  it('what a whole statement denies is wrong, whatever follows', () => {
    const all = statement('s3:*', '*')
    const deny = statement('s3:ListBucket', 'acme-in', 'Deny')
    expect(told(policy(all, deny, '{ "Effect": "Allow", "Act'))).toEqual({ wrong: ['explicit-deny-identity'], open: [] })
  })
})
