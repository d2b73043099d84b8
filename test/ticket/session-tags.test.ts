import { describe, expect, it } from 'vitest'
import { assemble } from '../../src/ticket/assemble.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'

describe('tags of a session that AWS refused', () => {
  const error =
    'AccessDenied: User: arn:aws:sts::444455556666:assumed-role/app/i is not authorized to perform: sts:TagSession on resource: arn:aws:iam::111122223333:role/Reader'
  const trust = (condition: object) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          ...condition,
        },
      ],
    })
  const tagsIn = (text: string) => assemble(readTicket([{ file: 'ticket.txt', text }]), {}, undefined).setUp.connection.sessionTags

  it('are in the replay where the trust policy decides whatever they are', () => {
    expect(tagsIn(`${trust({})}\n${error}`)).toBe('replay=ticket')
  })

  it('are not where nobody refused them, without a trust policy, or where it speaks of tags by name', () => {
    const named = trust({ Condition: { StringEquals: { 'aws:RequestTag/Project': 'etl' } } })
    expect([trust({}), error, `${named}\n${error}`].map(tagsIn)).toEqual([undefined, undefined, undefined])
  })
})
