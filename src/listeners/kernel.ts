import { spawnSync } from 'node:child_process'
import { err, ok, type Result } from '../base/result.ts'

/** How this machine gives a process a network namespace of its own. */
export interface Kernel {
  /** The command in front of the process. */
  readonly command: readonly [string, ...string[]]
  readonly how: 'user namespace' | 'root'
}

/** Where Debian has programs that are for administrators. */
export const kernelPath = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`

/** Whether the kernel can enforce here, tried out; else why not. */
export function detectKernel(): Result<Kernel, string> {
  if (process.platform !== 'linux') return err(`the kernel enforces on Linux alone, and this is ${process.platform}`)
  const missing = ['unshare', 'nft', 'ip'].filter((program) => run([program, '--version']) === 'missing')
  if (missing.length > 0) return err(`\`${missing.join('`, `')}\` is not installed: Debian has it in util-linux, nftables and iproute2`)
  const kernels: readonly Kernel[] = [
    { command: ['unshare', '-Urn'], how: 'user namespace' },
    ...(process.getuid?.() === 0 ? [{ command: ['unshare', '-n'] as const, how: 'root' as const }] : []),
  ]
  const works = kernels.find(({ command }) => run([...command, 'nft', 'add', 'table', 'inet', 'sallyport']) === 'ok')
  return works === undefined
    ? err('this system gives no network namespace to this user (`unshare -Urn nft add table inet t` fails)')
    : ok(works)
}

function run([program = '', ...args]: readonly string[]): 'ok' | 'failed' | 'missing' {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore', env: { ...process.env, PATH: kernelPath }, timeout: 5000 })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return 'missing'
  return status === 0 ? 'ok' : 'failed'
}
