import { describeError } from '../../deploy/failure.ts'
import { targetOf } from '../../deploy/guard.ts'
import type { InspectedBucket } from '../../deploy/inspect/bucket.ts'
import { inspectCatalog } from '../../deploy/inspect/catalog.ts'
import { inspectEndpoints } from '../../deploy/inspect/endpoints.ts'
import { Reader, type RefusedRead } from '../../deploy/inspect/reader.ts'
import { type InspectionOrder, inspectConnection } from '../../deploy/inspect-connection.ts'
import { callerOf } from '../../deploy/read-account.ts'
import type { Target } from '../../deploy/target.ts'
import { parseArn } from '../../policy/arn.ts'
import type { TargetSettings } from '../../settings/settings.ts'
import { catalogNamed, concernsCatalog } from '../../ticket/catalog-settings.ts'
import type { Given } from '../../ticket/chosen.ts'
import { type ConnectionFacts, findConnection } from '../../ticket/connection-facts.ts'
import { readTicket } from '../../ticket/read-ticket.ts'
import type { Ticket, TicketText } from '../../ticket/ticket.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { findTarget } from '../probe/open-target.ts'

/** What the accounts of a target have of a connection: texts like those of a ticket, and what is not a text. */
export interface Inspected {
  readonly texts: readonly TicketText[]
  /** Reads that were refused, in a sentence each. */
  readonly unread: readonly string[]
  readonly bucket?: InspectedBucket
}

/** Milliseconds for one call, with all its attempts. */
const patience = 60_000

/** Reads the documents behind a connection with the inspectors of a target. The ticket, or the options, say which connection. */
export async function inspect(name: string, sent: readonly TicketText[], given: Given): Promise<Inspected> {
  const { target: settings } = findTarget(name)
  const order = orderOf(findConnection(readTicket(sent), given))
  if (order.worker === undefined && order.bucket === undefined && order.accessPoint === undefined)
    throw new CommandFailure(exitCode.input, 'nothing says what to inspect', 'name the role or the bucket: --role-arn, --bucket')
  const target = targetOf(asInspector(settings), patience)
  await confirm(target, [
    parseArn(order.worker ?? '')?.account,
    ...(order.bucket === undefined && order.accessPoint === undefined ? [] : target.accounts.keys()),
  ])
  const reader = new Reader(target)
  const bucket = await inspectConnection(reader, order)
  await inspectAround(reader, readTicket([...sent, ...textsOf(reader)]), given, bucket?.region)
  return { texts: textsOf(reader), unread: reader.refused.map(sentenceOf), ...(bucket === undefined ? {} : { bucket }) }
}

const textsOf = ({ answers }: Reader): readonly TicketText[] => answers.map(({ name: file, text }) => ({ file, text }))

const sentenceOf = ({ command, code, message, action }: RefusedRead): string =>
  `\`${command}\`: ${code}: ${message}${action === undefined ? '' : ` (allow ${action})`}`

/** What matters only where an error, or a policy that was read, speaks of it. */
async function inspectAround(reader: Reader, ticket: Ticket, given: Given, region: string | undefined): Promise<void> {
  const facts = findConnection(ticket, given)
  const { glueDatabase, glueRegion } = catalogNamed(ticket)
  const account = parseArn((facts.roleArn ?? facts.callerArn).value)?.account ?? ''
  const home = glueRegion ?? region ?? facts.region.value
  if (concernsCatalog(ticket, given.connector))
    await inspectCatalog(reader, { account, region: home, ...(glueDatabase === undefined ? {} : { database: glueDatabase }) })
  if (ticket.errors.some(({ message }) => /VPC endpoint policy/i.test(message ?? '')))
    await inspectEndpoints(reader, [...reader.target.accounts.keys()], region ?? facts.region.value)
}

/** What is only assumed is not looked for. */
function orderOf({ roleArn, callerArn, bucket, accessPoint, kmsKeyArn }: ConnectionFacts): InspectionOrder {
  const worker = roleArn ?? callerArn
  return {
    ...(worker.from.source === 'assumed' ? {} : { worker: worker.value }),
    ...(bucket.from.source === 'assumed' ? {} : { bucket: bucket.value }),
    ...(accessPoint === undefined ? {} : { accessPoint: accessPoint.value }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn: kmsKeyArn.value }),
  }
}

const asInspector = (settings: TargetSettings): TargetSettings => ({
  ...settings,
  accounts: new Map(
    Array.from(settings.accounts, ([key, account]) => {
      const { inspector, name, at, id } = account
      return [key, inspector === undefined ? account : { name, at, id, ...inspector }]
    }),
  ),
})

/** A profile may point anywhere. */
async function confirm(target: Target, accounts: readonly (string | undefined)[]): Promise<void> {
  for (const account of new Set(accounts)) {
    if (account === undefined || !target.accounts.has(account)) continue
    const caller = await callerOf(target, account).catch((error: unknown) => {
      const { code, message } = describeError(error)
      throw new CommandFailure(exitCode.target, `nobody can read in account ${account}: ${code}: ${message}`)
    })
    if (caller !== account) throw new CommandFailure(exitCode.target, `the credentials for account ${account} belong to account ${caller}`)
  }
}
