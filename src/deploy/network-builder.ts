import type { EC2, TagSpecification } from '@aws-sdk/client-ec2'
import type { Network, Resource } from '../network/network.ts'
import type { Clients } from './clients.ts'
import type { Call, Deploying } from './deploying.ts'
import type { Created } from './journal.ts'

/** Where a part is made. */
export interface Place {
  readonly ec2: EC2
  readonly account: string
  readonly region: string
}

type Options = Clients['options']

/** What the parts of a network know of each other while they are made one after the other: places, and the ids of those before. */
export class NetworkBuilder {
  readonly network: Network
  readonly deploying: Deploying
  readonly places = new Map<string, Place>()
  /** Ids by what the fixture calls them: `vpc main`. */
  readonly ids = new Map<string, string>()

  constructor(network: Network, deploying: Deploying) {
    this.network = network
    this.deploying = deploying
  }

  id(kind: string, name: string): string {
    const id = this.ids.get(`${kind} ${name}`)
    if (id === undefined) throw new Error(`internal error: there is no ${kind} ${name} yet`)
    return id
  }

  vpcOfSubnet(subnet: string): string {
    const vpc = this.network.subnets.get(subnet)?.vpc
    if (vpc === undefined) throw new Error(`internal error: the network has no subnet ${subnet}`)
    return vpc
  }

  place(vpc: string): Place {
    const place = this.places.get(vpc)
    if (place === undefined) throw new Error(`internal error: the network has no VPC ${vpc}`)
    return place
  }

  private call(operation: string, part: Pick<Resource, 'name' | 'at'>): Call {
    return { operation: `ec2:${operation}`, subject: part.name, at: part.at }
  }

  /** Sends a call that makes nothing of its own. */
  send<T>(operation: string, part: Pick<Resource, 'name' | 'at'>, run: (options: Options) => Promise<T>): Promise<T> {
    return this.deploying.send(this.call(operation, part), () => run(this.deploying.clients.options))
  }

  /** Sends one that does, and remembers the id under the part's name. */
  async make<T>(
    operation: string,
    [kind, part, { account, region }]: readonly [string, Pick<Resource, 'name' | 'at'>, Place],
    run: (options: Options) => Promise<T>,
    idOf: (answer: T) => string | undefined,
    vpc?: string,
  ): Promise<string> {
    const named = (id: string): Created => ({ kind: 'network', account, region, id, ...(vpc === undefined ? {} : { vpc }) })
    const answer = await this.deploying.create(
      this.call(operation, part),
      named(''),
      () => run(this.deploying.clients.options),
      (made) => named(idOf(made) ?? ''),
    )
    const id = answer === undefined ? '' : (idOf(answer) ?? '')
    this.ids.set(`${kind} ${part.name}`, id)
    return id
  }
}

/** The name in the fixture, as a tag. */
export const tagged = (ResourceType: NonNullable<TagSpecification['ResourceType']>, name: string): TagSpecification[] => [
  { ResourceType, Tags: [{ Key: 'Name', Value: name }] },
]
