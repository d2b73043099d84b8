import { createServer, connect as netConnect, type Socket } from 'node:net'
import type { Client, ClientChannel } from 'ssh2'
import type { Probe } from './probe.ts'
import { tryAddresses, within } from './reach-server.ts'
import type { ServerAccess, ServerConnection, Tunnel } from './server-connection.ts'
import { openSsh } from './ssh-client.ts'

export interface OpenTunnel {
  /** As the access that it was opened with, from where the SSH server is. */
  readonly access: ServerAccess
  readonly close: () => void
}

/**
 * Opens the tunnel of a connection in stages of its own: the name, a bare connection from each of the product's addresses, the login. What lies behind
 * is reached through it: names are looked up by the SSH server, and connections come from its address.
 */
export async function openTunnel(
  probe: Probe,
  connection: ServerConnection,
  tunnel: Tunnel,
  access: ServerAccess,
): Promise<OpenTunnel | undefined> {
  const { host, port, user } = tunnel
  const found = await probe.step('tunnel.name', { host }, async () => {
    const addresses = await access.resolve(host)
    return { value: addresses, facts: { addresses: addresses.join(', ') } }
  })
  const steps = { first: 'tunnel.tcp', others: 'tunnel.tcp-others' } as const
  const from = found === undefined ? undefined : await tryAddresses(probe, { host, port, from: connection.from }, access, steps)
  if (from === undefined) {
    for (const step of ['tunnel.tcp', 'tunnel.login'] as const)
      if (found === undefined || step === 'tunnel.login') probe.skip(step, 'the SSH server is not reached')
    return undefined
  }
  const client = await probe.step('tunnel.login', { host, port, user, from }, async (signal) => ({
    value: await openSsh(tunnel, await within(signal, access.connect(host, port, from)), access),
  }))
  return client && { access: through(client, access), close: () => client.end() }
}

const through = (client: Client, access: ServerAccess): ServerAccess => ({
  ...access,
  // The SSH server looks the name up when it connects.
  resolve: async (host) => [host],
  connect: async (host, port) => asSocket(await forward(client, host, port)),
})

const forward = (client: Client, host: string, port: number): Promise<ClientChannel> =>
  new Promise((done, fail) => {
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
      if (error === undefined) done(channel)
      else fail(Object.assign(new Error(error.message), { code: codeOf(error) }))
    })
  })

/** What OpenSSH says of a channel that it cannot open, as the error that it met itself. @see https://www.rfc-editor.org/rfc/rfc4254#section-5.1 */
function codeOf(error: Error): string {
  const reason: unknown = Reflect.get(error, 'reason')
  if (reason === 1) return 'TUNNEL_FORWARD_DENIED'
  if (/refused/i.test(error.message)) return 'ECONNREFUSED'
  if (/timed out/i.test(error.message)) return 'ETIMEDOUT'
  return /name|resolution/i.test(error.message) ? 'ENOTFOUND' : 'TUNNEL_OPEN_FAILED'
}

/** Client libraries want a socket of the system: a pair of them on loopback, with the channel behind one. */
function asSocket(channel: ClientChannel): Promise<Socket> {
  return new Promise((done, fail) => {
    const server = createServer((behind) => {
      server.close()
      behind.pipe(channel).pipe(behind)
      behind.on('error', () => channel.destroy()).on('close', () => channel.destroy())
      channel.on('error', () => behind.destroy()).on('close', () => behind.destroy())
    })
    server.once('error', fail).listen(0, '127.0.0.1', () => {
      const place = server.address()
      if (place === null || typeof place === 'string') return
      const socket = netConnect({ host: '127.0.0.1', port: place.port }, () => done(socket))
      socket.once('error', fail)
    })
  })
}
