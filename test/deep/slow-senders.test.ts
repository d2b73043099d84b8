import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startSandbox } from '../../src/sandbox/start-sandbox.ts'

const patienceMs = 2000
/** A form is read to its end before it is looked at. */
const head = 'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 30\r\n\r\n'

/** Sends a body byte by byte, with pauses, and gives back all that came until the server hung up, or had answered. */
function send(endpoint: string, bytes: number, pause: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(new URL(endpoint).port), '127.0.0.1', async () => {
      socket.write(head)
      for (let sent = 0; sent < bytes && !socket.destroyed; sent += 1) {
        socket.write('x')
        await delay(pause)
      }
    })
    socket.on('data', (chunk) => {
      answer += chunk.toString()
      socket.end()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

it('a client that goes silent in its body is hung up on; one that is slow has all the time it needs', async () => {
  await using sandbox = await startSandbox({ patienceMs })
  const [silent, slow] = await Promise.all([send(sandbox.endpoint, 3, 0), send(sandbox.endpoint, 30, patienceMs / 16)])
  expect(silent).toBe('')
  expect(slow).toMatch(/^HTTP\/1\.1 403 /)
})
