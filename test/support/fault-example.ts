import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { Fault } from '../../src/faults/fault.ts'
import type { FaultExample } from '../../src/report/fault-page.ts'
import { loadShipped, shippedNames } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

/** The fault in the first shipped set-up to which it applies. */
export async function exampleOf(fault: Fault): Promise<FaultExample | undefined> {
  for (const name of shippedNames) {
    const healthy = await loadShipped(name)
    const broken = fault.connectors.includes(healthy.connection.connector) ? fault.inject(healthy) : undefined
    if (broken !== undefined) return { healthy, broken, diagnosis: diagnose({ ...broken, observations: [], circumstances }) }
  }
  return undefined
}
