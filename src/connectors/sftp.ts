import type { SFTPWrapper } from 'ssh2'
import { type Driver, databaseConnector } from './database-probe.ts'
import type { ServerConnector } from './server-connection.ts'
import { loadSsh, openSsh } from './ssh-client.ts'

const driver: Driver = {
  load: loadSsh,
  // The server speaks first. @see https://www.rfc-editor.org/rfc/rfc4253#section-4.2
  nudge: { bytes: Buffer.alloc(0), protocol: 'ssh', isAnswer: (bytes) => bytes.toString('latin1').startsWith('SSH-') },
  // What the server says of a folder. @see https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02#section-7
  databaseCodes: new Set(['2', '3', 'SFTP_UNAVAILABLE']),
  open: async ({ dial }, connection, access) => {
    const client = await openSsh(connection, await dial(), access)
    const files = await new Promise<SFTPWrapper>((done, fail) => {
      client.sftp((error, wrapper) => {
        if (error === undefined) done(wrapper)
        else fail(Object.assign(new Error(error.message), { code: 'SFTP_UNAVAILABLE' }))
      })
    })
    await asked((done) => files.readdir(connection.database, done))
    return {
      read: (file) => (file === undefined ? Promise.resolve() : readByte(files, `${connection.database.replace(/\/$/, '')}/${file}`)),
      end: async () => client.end(),
    }
  },
}

/** A folder of an SFTP server whose files the product reads. */
export const sftp: ServerConnector = databaseConnector('sftp', driver)

async function readByte(files: SFTPWrapper, path: string): Promise<void> {
  const handle = await asked<Buffer>((done) => files.open(path, 'r', done))
  await asked((done) => files.close(handle, (error) => done(error ?? undefined)))
}

type Done<T> = (error: Error | undefined, value?: T) => void

/** An answer of the server, or its status: a number and its words. */
const asked = <T>(ask: (done: Done<T>) => void): Promise<T> =>
  new Promise((done, fail) => {
    ask((error, value) => {
      if (error === undefined || error === null) done(value as T)
      else fail(Object.assign(new Error(error.message), { code: String(Reflect.get(error, 'code') ?? '') }))
    })
  })
