import { exitCode } from './exit-code.ts'
import { askControl, findRunning } from './sandbox/running-sandbox.ts'

/** `sallyport sandbox reset`: back to how it started. */
export async function sandboxReset(options: { readonly control?: string }): Promise<number> {
  const { controlUrl, status } = await findRunning(options.control)
  await askControl(controlUrl, 'POST', 'reset')
  process.stderr.write(`the sandbox on ${status.endpoint} is as it was when it started\n`)
  return exitCode.ok
}
