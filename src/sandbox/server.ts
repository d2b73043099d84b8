import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { answer, answerHostile, serviceOf } from './answer.ts'
import { type Control, isControl } from './control/control.ts'
import type { Storage } from './disk/storage.ts'
import { addressOf, type Door } from './door.ts'
import type { Answer, Incoming, ReadBody, World } from './exchange.ts'
import type { Certificate } from './tls/certificate.ts'
import { parseWireRequest } from './wire/wire-request.ts'

export interface Listener {
  readonly port: number
  readonly close: () => Promise<void>
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly secureTransport: boolean
  /** Speaks TLS with it. */
  readonly certificate: Certificate | undefined
  /** In the place of the socket's own. */
  readonly sourceIp: string | undefined
  /** Where requests are taken to come from a place in a network. */
  readonly door?: Door
  readonly world: World
  readonly control: Control
  readonly onInternalError: (error: unknown) => void
  readonly storage: Storage
  /** Milliseconds for which a client may be silent before it is hung up on. */
  readonly patienceMs?: number
}

export const systemClock = (): Date => new Date()

const maxHeaderSize = 32 * 1024

/** A body may take as long as it likes, as long as it moves: on a slow line five gibibytes take hours. */
const patience = { requestTimeout: 0, headersTimeout: 60_000, silence: 300_000 }

/** Serves HTTP; this file is the only one of the sandbox that touches the network. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { requestTimeout, headersTimeout, silence } = patience
  const settings = { maxHeaderSize, keepAliveTimeout: 65_000, requestTimeout, headersTimeout, noDelay: true, requireHostHeader: false }
  const server = options.certificate === undefined ? createServer(settings) : await createTlsServer(settings, options.certificate)
  server.on('request', (request, response) => void serve(request, response, false, options))
  server.on('checkContinue', (request, response) => void serve(request, response, true, options))
  // Whatever else a client expects, S3 does not mind.
  server.on('checkExpectation', (request, response) => void serve(request, response, false, options))
  server.on('clientError', refuseUnreadable)
  server.setTimeout(options.patienceMs ?? silence)
  await bind(server, options)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('internal error: the server has no port')
  return { port: address.port, close: () => shut(server) }
}

/** What speaks TLS is loaded where it is spoken: most sandboxes do without. */
async function createTlsServer(settings: ServerOptions, { key, certificate }: Certificate): Promise<Server> {
  const https = await import('node:https')
  return https.createServer({ ...settings, key, cert: certificate })
}

function bind(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function serve(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean, options: ListenOptions): Promise<void> {
  const leave = options.storage.enter()
  try {
    await respond(request, response, awaitsContinue, options)
  } catch (error) {
    options.onInternalError(error)
    response.destroy()
  } finally {
    leave()
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean, options: ListenOptions): Promise<void> {
  const { world, control, secureTransport, door, onInternalError } = options
  let asked = false
  const read: ReadBody = (onChunk) => {
    if (awaitsContinue && !asked) response.writeContinue()
    asked = true
    return readBody(request, onChunk)
  }
  const wire = parseWireRequest(request.method ?? 'GET', request.url ?? '/', request.rawHeaders)
  const way = door?.get(serviceOf(wire) ?? '')
  // What no way leads to gets no answer.
  if (door !== undefined && way === undefined) return reset(request.socket)
  const sourceIp = way === undefined ? (options.sourceIp ?? sourceIpOf(request.socket)) : addressOf(way)
  const incoming: Incoming = {
    request: wire,
    sourceIp,
    way,
    secureTransport,
    scheme: isTls(request.socket) ? 'https' : 'http',
    tlsVersion: tlsVersionOf(request.socket, secureTransport),
    read,
    beginDigest: options.storage.digests.begin,
  }
  const fate = isControl(incoming) ? undefined : world.hostility.next(serviceOf(wire))
  if (fate !== undefined && fate.waits > 0) await delay(fate.waits)
  if (fate?.kind === 'reset') return reset(request.socket)
  const answered =
    fate === undefined
      ? await control.answer({ ...incoming, sourceIp: sourceIpOf(request.socket) })
      : fate.kind === 'throttled' || fate.kind === 'failed'
        ? await answerHostile(incoming, fate.kind, world)
        : await answer(incoming, world, onInternalError)
  // Whoever gets an answer can rely on it, and on whatever it tells of.
  const committing = options.storage.commit()
  if (committing !== undefined) await committing
  if (fate?.kind === 'lostAnswer') return reset(request.socket)
  // A client that was never told to go on may or may not send its body: the connection cannot be used again.
  const headers = ['date', dateOf(world.now()), ...(awaitsContinue && !asked ? ['connection', 'close'] : [])]
  const sending = send(request, response, answered, headers)
  if (sending !== undefined) await sending
}

function reset(socket: Socket): void {
  socket.resetAndDestroy()
}

/** By events: an iterator over the request costs more than the rest of a small call. */
function readBody(request: IncomingMessage, onChunk: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      const waiting = onChunk(chunk)
      if (waiting === undefined) return
      request.pause()
      waiting.then(() => request.resume(), reject)
    })
    request.on('end', resolve)
    request.on('error', reject)
    // An error is dear to make, and nearly every request ends first.
    request.on('close', () => {
      if (!request.readableEnded) reject(new Error('the client broke off'))
    })
  })
}

/** `::ffff:127.0.0.1` is an IPv4 address on a socket that speaks both. */
const sourceIpOf = (socket: Socket): string => (socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '')

const isTls = (socket: Socket): socket is TLSSocket => 'encrypted' in socket

/** `TLSv1.3` on the socket; what only stands for HTTPS counts as the newest. */
const tlsVersionOf = (socket: Socket, secureTransport: boolean): string | undefined =>
  isTls(socket) ? socket.getProtocol()?.replace('TLSv', '') : secureTransport ? '1.3' : undefined

/** Head and body go out in one write. `head` is a list of names and values, which node:http takes as it is. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
  head: string[],
): Promise<void> | undefined {
  for (const name in headers) head.push(name, headers[name] as string)
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    response.writeHead(status, head)
    return stream(response, body)
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const isMeasured = request.method === 'HEAD' || status === 204 || status === 304 || headers['content-length'] !== undefined
  if (!isMeasured) head.push('content-length', String(bytes.length))
  response.writeHead(status, head)
  if (bytes.length === 0) response.end()
  else response.end(bytes)
  return undefined
}

/** Of the last second, which many answers have in common. */
let printedDate = { second: Number.NaN, text: '' }

function dateOf(now: Date): string {
  const second = Math.floor(now.getTime() / 1000)
  if (second !== printedDate.second) printedDate = { second, text: now.toUTCString() }
  return printedDate.text
}

async function stream(response: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of body) {
    if (response.destroyed) return
    if (!response.write(chunk)) await drained(response)
  }
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

/** What is no HTTP gets S3's envelope, or nothing when the connection is gone. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket & Partial<{ destroyed: boolean; writable: boolean }>): void {
  if (socket.destroyed || !socket.writable) return
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const code = tooLarge ? 'RequestHeaderSectionTooLarge' : 'BadRequest'
  const message = tooLarge
    ? 'Your request header section exceeds the maximum allowed header size.'
    : 'An error occurred when parsing the HTTP request.'
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
