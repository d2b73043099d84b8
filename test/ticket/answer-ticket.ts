import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect } from 'vitest'
import { probeEmbedded } from '../../src/cli/probe/probe-embedded.ts'
import { renderProblems } from '../../src/cli/render-problems.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import { renderReproduction } from '../../src/report/reproduction.ts'
import { plainStyle } from '../../src/report/style.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'
import { refuseTicket } from '../../src/ticket/refuse-ticket.ts'
import { reproduce } from '../../src/ticket/reproduce.ts'
import type { Reproduction } from '../../src/ticket/reproduction.ts'
import { findSourceIp } from '../../src/ticket/source-ip.ts'
import type { Ticket, TicketText } from '../../src/ticket/ticket.ts'

const folder = 'test/tickets'

/** Every folder is one ticket, as a customer sent it; `answer.txt` is what the command says. */
export const tickets: readonly string[] = readdirSync(folder)
  .filter((name) => statSync(`${folder}/${name}`).isDirectory())
  .sort()

export const textsOf = (ticket: string): readonly TicketText[] =>
  readdirSync(`${folder}/${ticket}`)
    .filter((name) => name !== 'answer.txt')
    .sort()
    .map((name) => ({ file: `${ticket}/${name}`, text: readFileSync(`${folder}/${ticket}/${name}`, 'utf8') }))

/** As the command line answers it. */
export async function answer(texts: readonly TicketText[]): Promise<string> {
  const ticket = readTicket(texts)
  const refusal = refuseTicket(ticket)
  if (refusal.length > 0) return renderProblems(refusal, (file) => texts.find((text) => text.file === file)?.text)
  return renderReproduction(await replay(ticket), plainStyle)
}

/** Undefined for a ticket that cannot be replayed at all. */
export async function reproductionOf(texts: readonly TicketText[]): Promise<Reproduction | undefined> {
  const ticket = readTicket(texts)
  return refuseTicket(ticket).length > 0 ? undefined : replay(ticket)
}

function replay(ticket: Ticket): Promise<Reproduction> {
  const sourceIp = findSourceIp(ticket, undefined)
  const circumstances = { now: new Date('2026-11-22T08:00:00Z'), sourceIp: sourceIp?.value ?? '127.0.0.1' }
  const wiring = {
    probe: (setUp: Parameters<typeof probeEmbedded>[0], index: number) =>
      probeEmbedded(setUp, { timeoutMs: 20_000, seed: `ticket/${index}` }),
    diagnose: (setUp: Parameters<typeof probeEmbedded>[0], observations: Parameters<typeof diagnose>[0]['observations']) =>
      diagnose({ ...setUp, observations, circumstances }),
  }
  return reproduce(ticket, wiring, { given: {}, circumstances, ...(sourceIp === undefined ? {} : { sourceIp }) })
}

/** The probe writes under names of its own. */
const withoutChance = (text: string): string => text.replace(/sallyport-check-[0-9a-f]{8}/g, 'sallyport-check-ID')

export async function expectAnswer(ticket: string): Promise<void> {
  await expect(withoutChance(await answer(textsOf(ticket)))).toMatchFileSnapshot(`../tickets/${ticket}/answer.txt`)
}
