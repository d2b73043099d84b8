import { plain } from '../base/located.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { readDocument } from '../fixture/policy-text.ts'
import { type ServiceWay, serviceWay } from '../fixture/service-way.ts'

/** Endpoints of a sandbox at which requests come as from a place in the network of a fixture. */
export interface Door {
  readonly endpoint: string
  readonly plainEndpoint: string
}

export interface Place {
  readonly fixture: Fixture
  /** A network interface. */
  readonly from: string
  /** Of the bucket that is asked for. */
  readonly region: string
}

/** The ways from a place to services, those that connectors ask unless others are named. All but S3 are asked in the region of the place. */
export const waysFrom = ({ fixture, from, region }: Place, services: readonly string[] = ['s3', 'sts']): readonly ServiceWay[] =>
  services.flatMap((service) => serviceWay(fixture, from, service, service === 's3' ? region : undefined) ?? [])

/** Tells a sandbox, at the address where it is steered, how requests from a place come: what they carry, and which endpoint's policy has a say. */
export async function openDoor(controlUrl: string, ways: readonly ServiceWay[]): Promise<Door> {
  const body = JSON.stringify(Object.fromEntries(ways.filter(({ reached }) => reached).map((way) => [way.service, described(way)])))
  const answer = await fetch(`${controlUrl}/doors`, { method: 'POST', body })
  const door: unknown = await answer.json()
  if (answer.status !== 201 || !isDoor(door)) throw new Error(`internal error: the sandbox opens no door: ${JSON.stringify(door)}`)
  return door
}

const described = ({ network, endpoint, policy }: ServiceWay): object => ({
  ...network,
  ...(endpoint === undefined ? {} : { type: endpoint.type }),
  ...(policy === undefined ? {} : { policy: plain(readDocument(policy)) }),
})

const isDoor = (value: unknown): value is Door =>
  typeof value === 'object' && value !== null && 'endpoint' in value && 'plainEndpoint' in value
