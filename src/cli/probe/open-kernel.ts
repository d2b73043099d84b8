import type { Kernel } from '../../listeners/kernel.ts'
import { KernelNetwork } from '../../listeners/kernel-network.ts'
import type { Network } from '../../network/network.ts'
import { CaseError } from '../../scenario/run.ts'

/** A case whose network the kernel cannot enforce has no verdict. */
export const openKernel = (kernel: Kernel, network: Network): Promise<KernelNetwork> =>
  KernelNetwork.open(kernel, network, { servers: true }).catch((error: unknown) => {
    throw new CaseError(error instanceof Error ? error.message : String(error))
  })
