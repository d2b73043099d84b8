import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { packet, packetType, takePacket } from './tds-wire.ts'

/** The first byte of a record of TLS is one of these; that of a packet of TDS never is. @see https://www.rfc-editor.org/rfc/rfc5246#section-6.2.1 */
const isRecord = (byte: number | undefined): boolean => byte !== undefined && byte >= 20 && byte <= 23

/**
 * A socket over which TLS is agreed on within packets of TDS, and goes on without them: the client's first bare record is the change.
 *
 * @see https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/60f56408-0188-4cd5-8b90-25c6f2423868
 */
export function tdsTlsStream(socket: Socket, begun: Buffer): Duplex {
  let buffer: Buffer = Buffer.alloc(0)
  let isBare = false
  const stream = new Duplex({
    read: () => {},
    write: (bytes: Buffer, _, done) => {
      socket.write(isBare ? bytes : packet(packetType.prelogin, bytes), () => done())
    },
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })
  const take = (bytes: Buffer): void => {
    buffer = Buffer.concat([buffer, bytes])
    isBare ||= isRecord(buffer[0])
    while (!isBare) {
      const taken = takePacket(buffer)
      if (taken === undefined) return
      buffer = taken.rest
      stream.push(taken.packet.body)
      isBare = isRecord(buffer[0])
    }
    if (buffer.length > 0) stream.push(buffer)
    buffer = Buffer.alloc(0)
  }
  const guarded = (bytes: Buffer): void => {
    try {
      take(bytes)
    } catch {
      socket.destroy()
    }
  }
  socket.on('data', guarded).once('close', () => stream.destroy())
  guarded(begun)
  return stream
}
