import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Access, Status } from '../../sandbox/control/status.ts'
import type { Sandbox } from '../../sandbox/start-sandbox.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { controlVariable } from './sandbox-environment.ts'

/** One file for each sandbox that this user has started, with the address that steers it; nobody else may read it. */
const folder = (): string => join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `sallyport-${userInfo().uid}`)

/** So that `env`, `status` and `reset` find it. Gives the file, or undefined where none can be kept. */
export function noteRunning({ controlUrl }: Sandbox): string | undefined {
  try {
    mkdirSync(folder(), { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(folder())
    if (uid !== userInfo().uid || (mode & 0o077) !== 0) return undefined
    const file = join(folder(), `${process.pid}.url`)
    writeFileSync(file, controlUrl, { mode: 0o600 })
    return file
  } catch {
    return undefined
  }
}

/** The certificate of a sandbox as a file, since clients take no other form; undefined where it has none. */
export function writeCertificate({
  endpoint,
  certificate,
}: {
  readonly endpoint?: string
  readonly certificate?: string
}): string | undefined {
  if (certificate === undefined || endpoint === undefined) return undefined
  mkdirSync(folder(), { recursive: true, mode: 0o700 })
  const file = join(folder(), `${new URL(endpoint).port}.pem`)
  writeFileSync(file, certificate)
  return file
}

export function forgetRunning(file: string | undefined): void {
  if (file !== undefined) rmSync(file, { force: true })
}

/** A running sandbox, by the address that steers it. */
export interface Running {
  readonly controlUrl: string
  readonly status: Status
}

/** The one that is named by `--control`, else by `SALLYPORT_CONTROL_URL`, else the only one that runs. */
export async function findRunning(named: string | undefined): Promise<Running> {
  const given = named ?? process.env[controlVariable]
  if (given !== undefined) {
    const found = await reach(given)
    if (found !== undefined) return found
    throw new CommandFailure(exitCode.target, `no sandbox answers at \`${given}\``, 'start one: `sallyport sandbox start`')
  }
  const running = (await Promise.all(notes().map(reach))).filter((found) => found !== undefined)
  const [first, ...others] = running
  if (first === undefined) throw new CommandFailure(exitCode.target, 'no sandbox is running', 'start one: `sallyport sandbox start`')
  if (others.length === 0) return first
  const help = ['choose one with --control:', ...running.map(({ controlUrl }) => `  ${controlUrl}`)].join('\n  ')
  throw new CommandFailure(exitCode.input, `${running.length} sandboxes are running`, help)
}

function notes(): readonly string[] {
  try {
    return readdirSync(folder())
      .filter((name) => name.endsWith('.url'))
      .map((name) => readFileSync(join(folder(), name), 'utf8'))
  } catch {
    return []
  }
}

async function reach(controlUrl: string): Promise<Running | undefined> {
  try {
    const response = await fetch(`${controlUrl}/status`)
    // Our own server wrote it.
    return response.ok ? { controlUrl, status: (await response.json()) as Status } : undefined
  } catch {
    return undefined
  }
}

/** Asks a running sandbox for something; `POST` changes it. */
export async function askControl(controlUrl: string, method: 'GET' | 'POST', route: string): Promise<unknown> {
  const response = await fetch(`${controlUrl}/${route}`, { method })
  if (!response.ok) throw new CommandFailure(exitCode.target, `the sandbox answers ${response.status} to \`${route}\``)
  return response.json()
}

export const readAccess = async ({ controlUrl }: Running): Promise<readonly Access[]> =>
  // Our own server wrote it.
  (await askControl(controlUrl, 'GET', 'access')) as readonly Access[]
