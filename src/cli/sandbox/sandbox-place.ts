import { openDoor, waysFrom } from '../../deploy/door.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

export interface PlaceOptions {
  /** A network interface of the fixtures. */
  readonly from: string
  readonly region: string
}

/** Every service that a client of the sandbox may ask. */
const services = ['s3', 'sts', 'iam', 'kms', 'ec2', 'organizations', 'glue', 'lakeformation']

/**
 * The endpoint of a sandbox at which requests come as from a place in the network of a fixture: they carry its addresses, VPC and VPC endpoint, whose
 * policy has a say. A service that no way leads to gets no answer there, which is told.
 */
export async function endpointFrom({ from, region }: PlaceOptions, fixtures: readonly Fixture[], controlUrl: string): Promise<string> {
  const fixture = fixtures.find(({ network }) => network?.networkInterfaces.has(from) === true)
  if (fixture === undefined) {
    const known = fixtures.flatMap(({ network }) => [...(network?.networkInterfaces.keys() ?? [])]).map((name) => `\`${name}\``)
    const help = known.length === 0 ? 'name a fixture with a network: `--fixture`' : `--from takes ${known.join(', ')}`
    throw new CommandFailure(exitCode.input, `there is no network interface \`${from}\``, help)
  }
  const ways = waysFrom({ fixture, from, region }, services)
  const closed = ways.filter(({ reached }) => !reached).map(({ service }) => service)
  if (closed.length > 0) process.stderr.write(`note: no way leads from ${from} to ${closed.join(', ')}\n`)
  return (await openDoor(controlUrl, ways)).endpoint
}
