import { createServer, type Socket } from 'node:net'
import { checkServerIdentity } from 'node:tls'
import type { MongoClientOptions } from 'mongodb'
import { type Driver, databaseConnector, type Way } from './database-probe.ts'
import { optional } from './optional-client.ts'
import type { ServerAccess, ServerConnection, ServerConnector } from './server-connection.ts'

const load = () => optional(import('mongodb'), 'mongodb')

/**
 * `{ hello: 1, $db: "admin" }` in an `OP_MSG`.
 *
 * @see https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg
 */
const hello = Buffer.concat([
  Buffer.from([52, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from([31, 0, 0, 0, 0x10]),
  Buffer.from('hello\0'),
  Buffer.from([1, 0, 0, 0, 2]),
  Buffer.from('$db\0'),
  Buffer.from([6, 0, 0, 0]),
  Buffer.from('admin\0'),
  Buffer.from([0]),
])

const driver: Driver = {
  load,
  nudge: { bytes: hello, protocol: 'mongodb', isAnswer: (bytes) => bytes.length > 16 && bytes.readInt32LE(12) === 2013, overTls: true },
  databaseCodes: new Set(['NO_COLLECTIONS']),
  open: async (way, connection, access) => {
    const { MongoClient } = await load()
    const door = await openDoor(way)
    const client = new MongoClient(`mongodb://127.0.0.1:${door.port}/`, optionsOf(connection, access))
    const end = async (): Promise<void> => {
      await client.close().catch(() => {})
      door.close()
    }
    try {
      // Whatever goes wrong below the login is told by the monitor; the client itself would wait for a better server.
      const lost = new Promise<never>((_, fail) => client.once('serverHeartbeatFailed', ({ failure }) => fail(failure)))
      await Promise.race([client.connect(), lost])
      const database = client.db(connection.database)
      const seen = await database.listCollections({}, { nameOnly: true, authorizedCollections: true }).toArray()
      if (seen.length === 0) throw ownError('NO_COLLECTIONS', 'the user sees no collection in the database')
      return {
        read: async (table) => {
          if (table === undefined) return
          await database
            .collection(table)
            .findOne({}, { projection: { _id: 1 } })
            .catch((error: unknown) => rethrow(error))
          // A collection that is not there reads as an empty one.
          if (seen.every(({ name }) => name !== table)) throw ownError('NO_COLLECTION', `the user sees no collection \`${table}\``)
        },
        end,
      }
    } catch (error) {
      await end()
      if (connection.tls === 'off' && way.encryptedOnly) throw ownError('TLS_REQUIRED', 'the server hangs up on connections without TLS')
      return rethrow(error, !way.encryptedOnly)
    }
  },
}

/** A database of MongoDB that the product reads. */
export const mongodb: ServerConnector = databaseConnector('mongodb', driver)

const ownError = (code: string, message: string): Error => Object.assign(new Error(message), { code })

/** The library wraps what happened twice; the number, or the code of the system, is in the middle. */
function rethrow(error: unknown, answersPlainly = false): never {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(inner instanceof Error)) throw ownError('mongodb', String(inner))
  const hasNoTls = answersPlainly && /before secure TLS connection/.test(inner.message)
  throw ownError(hasNoTls ? 'TLS_UNSUPPORTED' : String(Reflect.get(inner, 'code') ?? inner.name), inner.message)
}

const optionsOf = ({ host, user, password, tls }: ServerConnection, { timeoutMs, authorities }: ServerAccess): MongoClientOptions => ({
  auth: { username: user, password },
  authSource: 'admin',
  authMechanism: 'SCRAM-SHA-256',
  directConnection: true,
  serverSelectionTimeoutMS: timeoutMs,
  connectTimeoutMS: timeoutMs,
  socketTimeoutMS: timeoutMs,
  serverMonitoringMode: 'poll',
  maxPoolSize: 1,
  retryReads: false,
  appName: 'sallyport',
  ...(tls === 'off'
    ? {}
    : {
        tls: true,
        servername: host,
        checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) => checkServerIdentity(host, certificate),
        ...(tls === 'require' ? { tlsAllowInvalidCertificates: true, tlsAllowInvalidHostnames: true } : {}),
        ...(authorities === undefined || tls === 'require' ? {} : { ca: [...authorities] }),
      }),
})

interface Door {
  readonly port: number
  readonly close: () => void
}

/** The library dials by itself: it is given a port on loopback, behind which is the way to the server. */
function openDoor({ dial }: Way): Promise<Door> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    sockets.add(near)
    near.on('error', () => near.destroy())
    dial().then(
      (far) => {
        sockets.add(far)
        far.on('error', () => far.destroy()).once('close', () => near.destroy())
        near.once('close', () => far.destroy())
        near.pipe(far).pipe(near)
      },
      () => near.destroy(),
    )
  })
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return new Promise((done, fail) => {
    server.once('error', fail).listen(0, '127.0.0.1', () => {
      const place = server.address()
      if (place !== null && typeof place !== 'string') done({ port: place.port, close })
    })
  })
}
