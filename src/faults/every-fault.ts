import { catalogue } from './catalogue.ts'
import type { Fault } from './fault.ts'
import { serverCatalogue } from './server-catalogue.ts'
import type { ServerFault } from './server-fault.ts'
import { type AnySetUp, isServerSetUp } from './server-set-up.ts'

export type AnyFault = Fault | ServerFault

/** Every fault, of connections to buckets and to servers. */
export const everyFault: readonly AnyFault[] = [...catalogue, ...serverCatalogue]

const ofServers: ReadonlySet<AnyFault> = new Set(serverCatalogue)

export const isServerFault = (fault: AnyFault): fault is ServerFault => ofServers.has(fault)

/** The set-up with this wrong, or undefined where it does not apply to it or to its connector. */
export function injectFault(fault: AnyFault, setUp: AnySetUp): AnySetUp | undefined {
  if (!fault.connectors.some((connector) => connector === setUp.connection.connector)) return undefined
  if (isServerFault(fault)) return isServerSetUp(setUp) ? fault.inject(setUp) : undefined
  return isServerSetUp(setUp) ? undefined : fault.inject(setUp)
}
