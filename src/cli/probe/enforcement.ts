import { detectKernel, type Kernel } from '../../listeners/kernel.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

/** Who decides about packets. */
export type Enforcement = 'model' | 'kernel'

/** The kernel where it was asked for and can enforce; the model never stands in for it. */
export function kernelOf(enforce: Enforcement | undefined): Kernel | undefined {
  if (enforce !== 'kernel') return undefined
  const detected = detectKernel()
  if (detected.ok) return detected.value
  throw new CommandFailure(exitCode.target, detected.error, 'without `--enforce kernel` the model decides, on any machine')
}
