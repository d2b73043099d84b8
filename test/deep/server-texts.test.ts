import { describe, expect, it } from 'vitest'
import { probeEmbedded } from '../../src/cli/probe/probe-embedded.ts'
import { injectFault } from '../../src/faults/every-fault.ts'
import { serverCatalogue } from '../../src/faults/server-catalogue.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'
import { serverText } from '../../src/ticket/server-texts.ts'
import { loadShippedServer, shippedServerNames } from '../shipped-servers.ts'

/** Words of the probe itself, of which no customer sees one, and two that say too little: nothing answers, or what answers is no database. */
const own = /^the (?:server|user) |^each member |^Permission denied$|^File not found/

const setUps = await Promise.all(shippedServerNames.map((name) => loadShippedServer(name)))
const broken = serverCatalogue.flatMap((fault) =>
  fault.connectors.flatMap((connector) => {
    const setUp = setUps
      .filter(({ connection }) => connection.connector === connector)
      .map((each) => injectFault(fault, each))
      .find((each) => each !== undefined)
    return setUp === undefined ? [] : [{ id: fault.id, connector, setUp }]
  }),
)

describe('what a server or its client says', { timeout: 60_000 }, () => {
  it.each(broken)('of $id at $connector is known by its words', async ({ id, connector, setUp }) => {
    const observations = await probeEmbedded(setUp, { timeoutMs: 1500, seed: id })
    const said = observations.filter(
      ({ outcome, step, message }) =>
        outcome === 'failed' &&
        message !== undefined &&
        !own.test(message) &&
        !step.endsWith('-others') &&
        // That nothing answers at a port says of no ensemble that it is one.
        !(connector === 'zookeeper' && message.startsWith('connect ')),
    )
    for (const { message = '' } of said) {
      const { errors } = readTicket([{ file: 'mail.txt', text: `They see this:\n${message}\nsince yesterday.\n` }])
      const candidates = errors.flatMap((error) => serverText(error)?.candidates ?? []).map(({ fault }) => fault)
      expect(candidates, message).toContain(id)
    }
  })
})
