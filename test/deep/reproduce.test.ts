import { describe, it } from 'vitest'
import { expectAnswer, tickets } from '../ticket/answer-ticket.ts'

describe('the ticket', () => {
  it.each(tickets)('%s is answered', { timeout: 60_000 }, expectAnswer)
})
