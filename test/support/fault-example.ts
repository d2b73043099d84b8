import { diagnose } from '../../src/diagnose/diagnose.ts'
import { type AnyFault, isServerFault } from '../../src/faults/every-fault.ts'
import type { ServerFault } from '../../src/faults/server-fault.ts'
import type { FaultExample } from '../../src/report/fault-page.ts'
import { everyShippedName, loadShipped } from '../shipped.ts'
import { loadShippedServer, shippedServerNames } from '../shipped-servers.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** The fault in the first shipped set-up to which it applies. */
export async function exampleOf(fault: AnyFault): Promise<FaultExample | undefined> {
  if (isServerFault(fault)) return serverExampleOf(fault)
  for (const name of everyShippedName) {
    const healthy = await loadShipped(name)
    const broken = fault.connectors.includes(healthy.connection.connector) ? fault.inject(healthy) : undefined
    if (broken !== undefined) return { healthy, broken, diagnosis: diagnose({ ...broken, observations: [], circumstances }) }
  }
  return undefined
}

async function serverExampleOf(fault: ServerFault): Promise<FaultExample | undefined> {
  for (const name of shippedServerNames) {
    const healthy = await loadShippedServer(name)
    const broken = fault.connectors.includes(healthy.connection.connector) ? fault.inject(healthy) : undefined
    if (broken !== undefined) return { healthy, broken, diagnosis: diagnose({ ...broken, observations: [], circumstances }) }
  }
  return undefined
}
