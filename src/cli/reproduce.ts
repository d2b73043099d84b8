import { readFileSync } from 'node:fs'
import { text as textOf } from 'node:stream/consumers'
import type { Problem } from '../base/problem.ts'
import { ok } from '../base/result.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import { displayPath } from '../fixture/load.ts'
import { renderReproduction, reproductionData } from '../report/reproduction.ts'
import type { Wiring } from '../scenario/run.ts'
import type { Given } from '../ticket/chosen.ts'
import { readTicket } from '../ticket/read-ticket.ts'
import { type Redact, redactor } from '../ticket/redact.ts'
import { refuseTicket } from '../ticket/refuse-ticket.ts'
import { reproduce as replay } from '../ticket/reproduce.ts'
import type { Reproduction } from '../ticket/reproduction.ts'
import { type SavedFile, saveTicket } from '../ticket/save-ticket.ts'
import { findSourceIp } from '../ticket/source-ip.ts'
import type { Ticket, TicketText } from '../ticket/ticket.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { probeEmbedded } from './probe/probe-embedded.ts'
import { ProgressLine } from './progress-line.ts'
import { renderProblems } from './render-problems.ts'
import type { Inspected, inspect } from './reproduce/inspect.ts'
import { ticketFiles } from './reproduce/ticket-files.ts'
import { type FixturePart, kindOfOurs } from './reproduce/ticket-fixture-kind.ts'
import { saveFiles } from './save-files.ts'
import { terminalStyle } from './terminal-style.ts'

export interface ReproduceOptions {
  readonly connector?: string
  readonly bucket?: string
  readonly prefix?: string
  readonly roleArn?: string
  readonly externalId?: string
  readonly region?: string
  readonly caller?: string
  readonly transferBucket?: string
  readonly kmsKey?: string
  readonly sourceIp?: string
  readonly error?: string
  /** The name of a target. */
  readonly inspect?: string
  /** Seconds. */
  readonly timeout: number
  readonly json?: boolean
  /** A folder to save fixture and scenario in. */
  readonly save?: string
  readonly redact?: boolean
}

/** `sallyport reproduce`: what a support ticket has goes in, root cause, place and verified fix come out. Until the answer is there nothing is written. */
export async function reproduce(paths: readonly string[], options: ReproduceOptions): Promise<ExitCode> {
  const interrupt = (): void => {
    process.stderr.write('\n')
    process.exit(exitCode.interrupted)
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await answer(paths, options)
  } finally {
    process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt)
  }
}

async function answer(paths: readonly string[], options: ReproduceOptions): Promise<ExitCode> {
  const given = givenBy(options)
  const files = ticketFiles(paths)
  const ours = await readOurs(files)
  if (typeof ours === 'number') return ours
  const others = files.filter((_, index) => ours[index] === undefined)
  const parts = ours.filter((part) => part !== undefined)
  const sent = [...(await readTexts(others)), ...(options.error === undefined ? [] : [{ file: '--error', text: options.error }])]
  if (sent.length + parts.length === 0 && options.inspect === undefined)
    throw new CommandFailure(exitCode.input, 'there is no ticket', 'name its files, or the target to read from: --inspect TARGET')
  const inspected = options.inspect === undefined ? undefined : await inspectFor(options.inspect, sent, given)
  const texts = [...sent, ...(inspected?.texts ?? [])]
  const read = withBucket(readTicket(texts), inspected)
  const ticket = parts.length === 0 ? read : (await import('./reproduce/ticket-fixture.ts')).withFixtures(read, parts)
  const refusal = refuseTicket(ticket)
  if (refusal.length > 0) return refuse(refusal, texts)
  const progress = new ProgressLine(process.stderr)
  progress.show('replaying the ticket in a sandbox')
  const reproduction = await run(ticket, given, { ...options, unread: inspected?.unread ?? [] })
  progress.clear()
  const output =
    options.json === true
      ? `${JSON.stringify(reproductionData(reproduction), null, 2)}\n`
      : renderReproduction(reproduction, terminalStyle(process.stdout))
  const saved = options.save === undefined ? ok([]) : saveTicket(reproduction)
  const written = [output, ...(saved.ok ? saved.value.map(({ text }) => text) : [saved.error])]
  const redact = options.redact === true ? redactor(reproduction, written) : (text: string) => text
  process.stdout.write(redact(output))
  if (!saved.ok) throw new CommandFailure(exitCode.input, `there is nothing to save: ${redact(saved.error)}`)
  if (options.save !== undefined) save(options.save, saved.value, redact)
  return codeOf(reproduction)
}

/** What of the files is a fixture or a scenario, each at its place; an exit code where one cannot be read, after all of them were. */
async function readOurs(files: readonly string[]): Promise<readonly (FixturePart | undefined)[] | ExitCode> {
  const found: (FixturePart | undefined)[] = []
  let isBroken = false
  for (const file of files) {
    const kind = file === '-' ? undefined : kindOfOurs(file, /\.ya?ml$/.test(file) ? readText(file).text : undefined)
    const part = kind === undefined ? undefined : await (await import('./reproduce/ticket-fixture.ts')).loadOurs(file, kind)
    if (typeof part === 'number') isBroken = true
    else found.push(part)
  }
  return isBroken ? exitCode.input : found
}

const inspectFor = async (...order: Parameters<typeof inspect>): Promise<Inspected> =>
  (await import('./reproduce/inspect.ts')).inspect(...order)

/** Whose the bucket is, and that it has no policy, is in no text. */
function withBucket(ticket: Ticket, inspected: Inspected | undefined): Ticket {
  const { bucket } = inspected ?? {}
  if (bucket === undefined) return ticket
  const start = { line: 1, column: 1, offset: 0 }
  const at = { file: `aws s3api get-bucket-location --bucket ${bucket.name}`, start, end: start }
  const what = `the bucket \`${bucket.name}\` of account \`${bucket.owner}\`${bucket.hasPolicy === false ? ', which has no policy' : ''}`
  return {
    ...ticket,
    buckets: [...ticket.buckets, { at, ...bucket }],
    understood: [...ticket.understood, { at, what, because: 'it was read from there' }],
  }
}

function save(folder: string, files: readonly SavedFile[], redact: Redact): void {
  const redacted = files.map(({ path, text }) => ({ path: redact(path), text: redact(text) }))
  saveFiles(folder, redacted)
  process.stderr.write(`saved as ${redacted.at(-1)?.path} in \`${folder}\`: \`sallyport test ${folder}\` replays it\n`)
}

function refuse(problems: readonly Problem[], texts: readonly TicketText[]): ExitCode {
  process.stderr.write(renderProblems(problems, (file) => texts.find((text) => text.file === file)?.text))
  return exitCode.input
}

function codeOf({ outcome, replay: replayed }: Reproduction): ExitCode {
  if (outcome === 'unexplained' || outcome === 'elsewhere') return replayed.replayed ? exitCode.failed : exitCode.target
  return exitCode.ok
}

async function readTexts(files: readonly string[]): Promise<readonly TicketText[]> {
  const texts: TicketText[] = []
  for (const file of files) texts.push(file === '-' ? { file: 'stdin', text: await textOf(process.stdin) } : readText(file))
  return texts
}

/** More than any ticket has: a text of this size is a log of something else. */
const largest = 64 * 1024 * 1024

function readText(path: string): TicketText {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new CommandFailure(
      exitCode.input,
      reason === 'ENOENT' ? `there is no file \`${path}\`` : `\`${path}\` cannot be read (${reason})`,
    )
  }
  if (bytes.length > largest)
    throw new CommandFailure(exitCode.input, `\`${path}\` has more than 64 MB`, 'cut out what is about the connection')
  return { file: displayPath(path), text: decode(bytes) }
}

/** PowerShell writes UTF-16 when the output of a command goes into a file. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le')
  return bytes.toString('utf8').replace(/^\ufeff/, '')
}

function givenBy(options: ReproduceOptions): Given {
  const { connector, bucket, prefix, roleArn, externalId, region, caller, transferBucket, kmsKey } = options
  const named = {
    connector,
    bucket,
    baseDirectory: prefix,
    roleArn,
    externalId,
    region,
    callerArn: caller,
    intermediateBucket: transferBucket,
    kmsKeyArn: kmsKey,
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

function run(ticket: Ticket, given: Given, options: ReproduceOptions & { readonly unread: readonly string[] }): Promise<Reproduction> {
  const sourceIp = findSourceIp(ticket, options.sourceIp)
  const circumstances = { now: new Date(), sourceIp: sourceIp?.value ?? '127.0.0.1' }
  const wiring: Wiring = {
    probe: (setUp, index) => probeEmbedded(setUp, { timeoutMs: (options.timeout * 1000) / 3, seed: `reproduce/${index}` }),
    diagnose: (setUp, observations) => diagnose({ ...setUp, observations, circumstances }),
  }
  return replay(ticket, wiring, { given, circumstances, unread: options.unread, ...(sourceIp === undefined ? {} : { sourceIp }) })
}
