import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { saveFiles } from '../../src/cli/save-files.ts'
import { redactor } from '../../src/ticket/redact.ts'
import { saveTicket } from '../../src/ticket/save-ticket.ts'
import { runCli } from '../support/run-cli.ts'
import { expectAnswer, reproductionOf, textsOf, tickets } from '../ticket/answer-ticket.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-tickets-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What is wrong is the spelling of a name or address: under another it is right, or wrong in another way. */
const lostWithTheNames: ReadonlySet<string> = new Set([
  'address-in-a-sentence',
  'bucket-policy-output-text',
  'external-id-spaces',
  'line-numbers',
  'list-objects-table',
])

describe('the ticket', { timeout: 60_000 }, () => {
  it.each(tickets)('%s is answered', expectAnswer)

  it.each(tickets)('%s passes as a scenario once it is saved with other names', async (ticket) => {
    const reproduction = await reproductionOf(textsOf(ticket))
    const saved = reproduction === undefined ? undefined : saveTicket(reproduction)
    if (reproduction === undefined || saved?.ok !== true) return
    const texts = saved.value.map(({ text }) => text)
    const redact = lostWithTheNames.has(ticket) ? (text: string) => text : redactor(reproduction, texts)
    saveFiles(
      join(folder, ticket),
      saved.value.map(({ path, text }) => ({ path: redact(path), text: redact(text) })),
    )
    expect(await runCli(['test', join(folder, ticket)])).toMatchObject({ code: 0 })
  })
})
