import type { Fixture } from '../fixture/fixture.ts'
import type { ServiceWay } from '../fixture/service-way.ts'
import type { Kernel } from '../listeners/kernel.ts'
import { CaseError } from '../scenario/run.ts'
import { openKernel } from './probe/open-kernel.ts'

/** Whether the first packet to a service, from where the connector runs, is answered. Which endpoint it passes is the model's. */
export async function reachService(kernel: Kernel, { network }: Fixture, { flow }: ServiceWay): Promise<boolean> {
  if (network === undefined) return false
  const opened = await openKernel(kernel, network)
  try {
    const [outcome] = await opened.ask([flow])
    if (outcome?.outcome === 'notSent')
      throw new CaseError(`the kernel cannot enforce the way to \`${flow.destination.host}\`: ${outcome.because}`)
    return outcome?.outcome === 'answered' || outcome?.outcome === 'refused'
  } finally {
    await opened.close()
  }
}
