import { createHash, timingSafeEqual } from 'node:crypto'
import { type Door, parseDoor } from '../door.ts'
import { type Answer, collectBody, type Incoming, type World } from '../exchange.ts'
import type { HostileOptions } from '../hostile/hostile-options.ts'
import { parseHostile } from '../hostile/parse-hostile.ts'
import { parseStsRegions } from './parse-sts-regions.ts'
import { accessOf, type Endpoints, statusOf } from './status.ts'

export interface ControlOptions {
  /** Stands in the address: whoever knows it may steer the sandbox. */
  readonly token: string
  readonly world: World
  readonly reset: () => Promise<void>
  readonly setHostile: (options: HostileOptions) => void
  /** Two endpoints at which requests come as from a place in a network. */
  readonly openDoor: (door: Door) => Promise<Pick<Endpoints, 'endpoint' | 'plainEndpoint'>>
}

const prefix = '/_sallyport/'

/** No bucket has such a name, so the address is nobody else's. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const isControl = ({ request }: Incoming): boolean => request.path.startsWith(prefix)

type Route = (incoming: Incoming) => Promise<Answer>

/** Steers a running sandbox over HTTP: its status, its keys, a new beginning, and how hostile it is. Answers this machine alone, at an address with a secret in it. */
export class Control {
  endpoints: Endpoints | undefined
  readonly #options: ControlOptions
  readonly #routes: Readonly<Record<string, Route>>

  constructor(options: ControlOptions) {
    this.#options = options
    const { world, reset, setHostile, openDoor } = options
    const hostile = (): Answer => json(200, world.hostility.options)
    this.#routes = {
      'GET status': async () => json(200, await statusOf(world, this.endpoints)),
      'GET access': async () => json(200, accessOf(world.stores)),
      'POST reset': async (incoming) => {
        await collectBody(incoming, 1024)
        await reset()
        return json(200, await statusOf(world, this.endpoints))
      },
      'GET hostile': async () => hostile(),
      'PUT hostile': async (incoming) => {
        const body = await collectBody(incoming, 64 * 1024)
        const read = parseHostile(typeof body === 'string' ? '' : body.toString())
        if (!read.ok) return json(400, { problems: read.error })
        setHostile(read.value)
        return hostile()
      },
      'POST doors': async (incoming) => {
        const body = await collectBody(incoming, 256 * 1024)
        const read = parseDoor(typeof body === 'string' ? '' : body.toString())
        return read.ok ? json(201, await openDoor(read.value)) : json(400, { error: read.error })
      },
      'PUT sts-regions': async (incoming) => {
        const body = await collectBody(incoming, 64 * 1024)
        const read = parseStsRegions(typeof body === 'string' ? '' : body.toString(), world.stores)
        if (!read.ok) return json(400, { problems: read.error })
        world.stores.sts.inactiveRegions.set(read.value.account, read.value.inactive)
        return json(200, read.value)
      },
      'DELETE hostile': async () => {
        setHostile({})
        return hostile()
      },
    }
  }

  get path(): string {
    return prefix + this.#options.token
  }

  async answer(incoming: Incoming): Promise<Answer> {
    const { method, path } = incoming.request
    const [token = '', name = ''] = path.slice(prefix.length).split('/')
    if (!isLoopback(incoming.sourceIp) || !sameToken(token, this.#options.token))
      return json(403, { error: 'the sandbox is steered from its own machine, at the address that it printed when it started' })
    const route = Object.hasOwn(this.#routes, `${method} ${name}`) ? this.#routes[`${method} ${name}`] : undefined
    if (route === undefined) return json(404, { error: `there is no \`${method} ${name}\``, routes: Object.keys(this.#routes) })
    return route(incoming)
  }
}

/** In constant time, whatever its length. */
function sameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.')

const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
})
