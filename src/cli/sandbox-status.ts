import type { Status } from '../sandbox/control/status.ts'
import { exitCode } from './exit-code.ts'
import { findRunning } from './sandbox/running-sandbox.ts'

/** `sallyport sandbox status`: what runs, and how much is in it. */
export async function sandboxStatus(options: { readonly control?: string; readonly json?: boolean }): Promise<number> {
  const { status } = await findRunning(options.control)
  process.stdout.write(options.json === true ? `${JSON.stringify(status, undefined, 2)}\n` : describe(status))
  return exitCode.ok
}

function describe({ endpoint, plainEndpoint, profile, time, services, accounts, buckets, keys }: Status): string {
  const operations = Object.entries(services).map(([name, count]) => `${name} ${count}`)
  return [
    `endpoint   ${endpoint} (as https://), ${plainEndpoint} (as http://)`,
    `profile    ${profile}`,
    `clock      ${time}`,
    `operations ${operations.join(', ')}`,
    ...accounts.map(({ id, users, roles, policies }) => `account    ${id}: ${users} users, ${roles} roles, ${policies} policies`),
    `holds      ${buckets} buckets, ${keys} keys`,
    '',
  ].join('\n')
}
