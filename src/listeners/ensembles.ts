import type { Socket } from 'node:net'
import { formatAddress } from '../base/cidr.ts'
import { elect, membersOf, type PeerCall, peerCalls, portOf, type Standing } from '../network/ensemble.ts'
import type { Listener, Network } from '../network/network.ts'
import type { Visitor } from './visitor.ts'

/** From an interface of the network to an address and a port of it. */
export interface Call {
  readonly from: string
  readonly host: string
  readonly port: number
}

/** The call of one member to another; undefined where the other has no address. */
export function callOf({ networkInterfaces }: Network, { from, to, port }: PeerCall): Call | undefined {
  const address = networkInterfaces.get(to.networkInterface)?.privateIps[0]?.address
  return address === undefined ? undefined : { from: from.networkInterface, host: formatAddress(address), port: portOf(to, port) }
}

/** The ensembles of a network: who leads where every member calls every other, tried out once. */
export class Ensembles {
  private readonly network: Network
  private readonly known = new Map<string, Promise<Standing>>()

  constructor(network: Network) {
    this.network = network
  }

  of({ member }: Listener, dial: (call: Call) => Promise<Socket>): Promise<Standing> {
    const ensemble = member?.ensemble ?? ''
    const known = this.known.get(ensemble) ?? this.ask(ensemble, dial)
    this.known.set(ensemble, known)
    return known
  }

  private async ask(ensemble: string, dial: (call: Call) => Promise<Socket>): Promise<Standing> {
    const members = membersOf(this.network, ensemble)
    const calls = peerCalls(members)
    const through = await Promise.all(calls.map((call) => getsThrough(callOf(this.network, call), dial)))
    return elect(members, ({ from, to, port }) =>
      calls.some((call, index) => call.from === from && call.to === to && call.port === port && through[index] === true),
    )
  }
}

async function getsThrough(call: Call | undefined, dial: (call: Call) => Promise<Socket>): Promise<boolean> {
  try {
    if (call === undefined) return false
    const socket = await dial(call)
    socket.destroy()
    return true
  } catch {
    return false
  }
}

/** What the server of a listener has to know that is a member of an ensemble. */
export const memberOf = ({ member }: Listener, ensemble: () => Promise<Standing>): Pick<Visitor, 'member' | 'ensemble'> =>
  member === undefined ? {} : { member, ensemble }
