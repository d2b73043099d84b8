import type { Socket } from 'node:net'
import type { AuthContext, Connection } from 'ssh2'
import { type Login, type LoginBlocker, loginBlockers } from '../network/admit-login.ts'
import { sshHostKey } from './host-key.ts'
import { serveFiles } from './serve-sftp.ts'
import type { Visitor } from './visitor.ts'

/**
 * One connection to an SSH server that knows passwords and keys, and carries connections on or shows files, as OpenSSH does. The library is that of
 * the client: without it nobody could call.
 */
export async function serveSsh(socket: Socket, visitor: Visitor): Promise<void> {
  const { default: ssh2 } = await import('ssh2')
  const { server, listener, application, address } = visitor
  // Past `MaxStartups` OpenSSH hangs up without a word. @see https://man.openbsd.org/sshd_config#MaxStartups
  if (server.connections.used >= server.connections.max) {
    socket.destroy()
    return
  }
  const sshServer = new ssh2.Server(
    { hostKeys: [sshHostKey(listener, server.hostKey).privateKey], ident: 'OpenSSH_9.2p1' },
    (client: Connection) => {
      let login: Login = { address, tls: false, user: '', password: '', database: '', tables: [] }
      client.on('error', () => socket.destroy())
      client.on('authentication', (attempt) => {
        login = { ...login, ...credentialsOf(attempt) }
        if (loginBlockers(server, login).some(refusesLogin)) attempt.reject(['publickey', 'password'])
        else if (attempt.method === 'publickey' && attempt.signature !== undefined && !isSigned(attempt, ssh2)) attempt.reject()
        else attempt.accept()
      })
      client.on('ready', () => {
        if (application === 'sftp') serveFiles(client, visitor, login)
        else carryOn(client, visitor)
      })
    },
  )
  sshServer.injectSocket(socket)
}

/** The client is not told which of them it was. */
const refusesLogin = ({ blocks }: LoginBlocker): boolean => blocks === 'access' || blocks === 'password' || blocks === 'publicKey'

function credentialsOf(attempt: AuthContext): Pick<Login, 'user' | 'password' | 'publicKey'> {
  const { username: user } = attempt
  if (attempt.method === 'publickey') return { user, password: '', publicKey: `${attempt.key.algo} ${attempt.key.data.toString('base64')}` }
  return { user, password: attempt.method === 'password' ? attempt.password : '' }
}

/** The client first asks whether the key would do, and then proves that it has it. */
function isSigned(attempt: AuthContext & { readonly method: 'publickey' }, { utils }: typeof import('ssh2')): boolean {
  const key = utils.parseKey(`${attempt.key.algo} ${attempt.key.data.toString('base64')}`)
  const { blob, signature, hashAlgo } = attempt
  return !(key instanceof Error) && blob !== undefined && signature !== undefined && key.verify(blob, signature, hashAlgo) === true
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
