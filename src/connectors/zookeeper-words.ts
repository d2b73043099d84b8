import type { Socket } from 'node:net'
import type { ServerAccess } from './server-connection.ts'

type Patience = Pick<ServerAccess, 'silenceMs'>

/** More than any answer has. */
const longest = 65_536

/** Says a four-letter word and gives what the server says until it hangs up, or says no more. */
export const sayWord = (socket: Socket, word: string, patience: Patience): Promise<string> =>
  hear(socket, Buffer.from(word, 'latin1'), patience, () => false).then((bytes) => bytes.toString('utf8'))

/**
 * Opens a session and ends it again. False where the server hangs up or says something else.
 *
 * @see https://github.com/apache/zookeeper/blob/release-3.8.4/zookeeper-jute/src/main/resources/zookeeper.jute
 */
export async function openSession(socket: Socket, patience: Patience): Promise<boolean> {
  const isWhole = (bytes: Buffer): boolean => bytes.length >= 4 && bytes.length >= bytes.readInt32BE(0) + 4
  const bytes = await hear(socket, connectRequest(), patience, isWhole, (answered) => answered.end(closeRequest()))
  return isWhole(bytes) && bytes.length >= 40 && bytes.readInt32BE(0) >= 36 && bytes.readBigInt64BE(12) !== 0n
}

/** Protocol 0, nothing seen, four seconds, no session and no password yet, not content with a server that only reads. */
function connectRequest(): Buffer {
  const request = Buffer.alloc(49)
  request.writeInt32BE(45, 0)
  request.writeInt32BE(4000, 16)
  request.writeInt32BE(16, 28)
  return request
}

function closeRequest(): Buffer {
  const request = Buffer.alloc(12)
  request.writeInt32BE(8, 0)
  request.writeInt32BE(1, 4)
  request.writeInt32BE(-11, 8)
  return request
}

/** What is heard until it is enough, the server hangs up, or nothing comes for too long. */
function hear(
  socket: Socket,
  words: Buffer,
  { silenceMs }: Patience,
  isEnough: (bytes: Buffer) => boolean,
  finish: (socket: Socket) => void = (each) => void each.destroy(),
): Promise<Buffer> {
  return new Promise((done) => {
    let heard = Buffer.alloc(0)
    const end = (last: (socket: Socket) => void): void => {
      clearTimeout(timer)
      last(socket)
      done(heard)
    }
    const giveUp = (): void => end((each) => void each.destroy())
    const timer = setTimeout(giveUp, silenceMs)
    socket
      .on('data', (bytes: Buffer) => {
        heard = Buffer.concat([heard, bytes])
        if (isEnough(heard)) end(finish)
        else if (heard.length > longest) giveUp()
      })
      .on('error', giveUp)
      .on('close', giveUp)
    socket.resume()
    socket.write(words)
  })
}
