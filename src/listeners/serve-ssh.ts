import type { Socket } from 'node:net'
import type { Connection } from 'ssh2'
import type { Visitor } from './visitor.ts'

let hostKey: string | undefined

/**
 * One connection to an SSH server that knows passwords and carries connections on, as OpenSSH does. The library is that of the client: without it
 * nobody could call.
 */
export async function serveSsh(socket: Socket, visitor: Visitor): Promise<void> {
  const { default: ssh2 } = await import('ssh2')
  hostKey ??= ssh2.utils.generateKeyPairSync('ed25519').private
  const server = new ssh2.Server({ hostKeys: [hostKey], ident: 'OpenSSH_9.2p1' }, (client: Connection) => {
    client.on('error', () => socket.destroy())
    client.on('authentication', (attempt) => {
      const known = attempt.method === 'password' && visitor.server.users.get(attempt.username)?.password === attempt.password
      if (known) attempt.accept()
      else attempt.reject(['password'])
    })
    client.on('ready', () => carryOn(client, visitor))
  })
  server.injectSocket(socket)
}

/** Reasons for which a channel is not opened. @see https://www.rfc-editor.org/rfc/rfc4254#section-5.1 */
const prohibited = 1
const connectFailed = 2

/**
 * OpenSSH's words for what its own connection met, which are those of the system; for anything else it says `open failed`.
 *
 * @see https://github.com/openssh/openssh-portable/blob/V_9_2/channels.c
 */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ETIMEDOUT: 'Connection timed out',
  ENOTFOUND: 'Name or service not known',
}

function carryOn(client: Connection, { server, dial }: Visitor): void {
  const refuseWith = refusals(client)
  client.on('tcpip', (accept, reject, { destIP, destPort }) => {
    if (!server.forwarding) {
      refuseWith(prohibited, 'open failed', reject)
      return
    }
    dial(destIP, destPort).then(
      (beyond) => {
        const channel = accept()
        beyond.pipe(channel).pipe(beyond)
        beyond.on('error', () => channel.destroy()).on('close', () => channel.destroy())
        channel.on('error', () => beyond.destroy()).on('close', () => beyond.destroy())
      },
      (error: unknown) => {
        const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
        refuseWith(connectFailed, words[code] ?? 'open failed', reject)
      },
    )
  })
}

type Refuse = (reason: number, description: string, reject: () => void) => void

/** The library refuses channels without a word; the real server gives its reason, and the client reads it. */
function refusals(client: Connection): Refuse {
  const protocol: unknown = Reflect.get(client, '_protocol')
  const fail: unknown = typeof protocol === 'object' && protocol !== null ? Reflect.get(protocol, 'channelOpenFail') : undefined
  if (typeof protocol !== 'object' || protocol === null || typeof fail !== 'function') return (_, __, reject) => reject()
  return (reason, description, reject) => {
    Reflect.set(protocol, 'channelOpenFail', (recipient: number) => Reflect.apply(fail, protocol, [recipient, reason, description]))
    reject()
    Reflect.set(protocol, 'channelOpenFail', fail)
  }
}
