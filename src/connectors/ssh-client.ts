import type { Socket } from 'node:net'
import type { Client, ConnectConfig } from 'ssh2'
import { fingerprintOf } from '../base/ssh-key.ts'
import { optional } from './optional-client.ts'
import type { ServerAccess, Tunnel } from './server-connection.ts'

export const loadSsh = () => optional(import('ssh2'), 'ssh2')

/** Logs in to an SSH server, with a key where there is one, and with the password otherwise. */
export async function openSsh(to: Tunnel, sock: Socket, access: ServerAccess): Promise<Client> {
  const { default: ssh2 } = await loadSsh()
  const client = new ssh2.Client()
  const credentials = to.privateKey === undefined ? { password: to.password } : { privateKey: to.privateKey }
  return new Promise((done, fail) => {
    client
      .once('ready', () => done(client))
      .on('error', (error) => {
        client.end()
        fail(Object.assign(new Error(error.message), { code: error.level ?? 'ssh' }))
      })
      .connect({ sock, host: to.host, username: to.user, ...credentials, readyTimeout: access.timeoutMs, ...hostKeyOf(to, access) })
  })
}

/** A key that was seen before must be the same; that of a new host is taken. @see https://man.openbsd.org/ssh_config#StrictHostKeyChecking */
function hostKeyOf({ host }: Tunnel, { knownHosts }: ServerAccess): Pick<ConnectConfig, 'hostVerifier'> {
  const known = knownHosts?.get(host)
  return known === undefined ? {} : { hostVerifier: (key: Buffer) => fingerprintOf(key) === known }
}
