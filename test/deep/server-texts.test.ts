import { describe, expect, it } from 'vitest'
import { probeEmbedded } from '../../src/cli/probe-embedded.ts'
import { injectFault } from '../../src/faults/every-fault.ts'
import { serverCatalogue } from '../../src/faults/server-catalogue.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'
import { serverText } from '../../src/ticket/server-texts.ts'
import { loadShippedServer, shippedServerNames } from '../shipped-servers.ts'

/** Of what these say no customer sees a word: nothing answers, or what answers is no database. */
const wordless: ReadonlySet<string> = new Set(['PROTO_SILENT', 'PROTO_MISMATCH', 'PROTO_CLOSED', 'INPUT'])

const setUps = await Promise.all(shippedServerNames.map((name) => loadShippedServer(name)))
const broken = serverCatalogue.flatMap((fault) => {
  const setUp = setUps.map((each) => injectFault(fault, each)).find((each) => each !== undefined)
  return setUp === undefined ? [] : [{ id: fault.id, setUp }]
})

describe('what a server or its client says', { timeout: 60_000 }, () => {
  it.each(broken)('of $id is known by its words', async ({ id, setUp }) => {
    const observations = await probeEmbedded(setUp, { timeoutMs: 1500, seed: id })
    const said = observations.filter(
      ({ outcome, step, code = '', message }) =>
        outcome === 'failed' && message !== undefined && !wordless.has(code) && !step.endsWith('-others'),
    )
    for (const { message = '' } of said) {
      const { errors } = readTicket([{ file: 'mail.txt', text: `They see this:\n${message}\nsince yesterday.\n` }])
      const candidates = errors.flatMap((error) => serverText(error)?.candidates ?? []).map(({ fault }) => fault)
      expect(candidates, message).toContain(id)
    }
  })
})
