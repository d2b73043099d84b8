import { hostname } from 'node:os'
import { guard, targetOf } from '../../deploy/guard.ts'
import { type Lease, LeaseBook } from '../../deploy/lease-book.ts'
import { newRun } from '../../deploy/run.ts'
import type { LeaseSettings, PoolSettings, Settings, TargetSettings } from '../../settings/settings.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { readSource } from '../read-source.ts'
import { renderProblems } from '../render-problems.ts'

/** A target of a pool that nobody else has as long as it is not given back. */
export interface LeasedTarget {
  readonly target: TargetSettings
  /** Aborted when somebody else has it, or might have. */
  readonly lost: AbortSignal
  readonly giveBack: () => Promise<void>
}

/** The first target of a pool whose accounts are all free; waits until one is. */
export async function leaseTarget(pool: PoolSettings, settings: Settings): Promise<LeasedTarget> {
  if (settings.leases === undefined) throw new Error('internal error: a pool without leases')
  const book = await openBook(settings.leases, settings)
  const until = performance.now() + pool.waitMinutes * 60_000
  const members = pool.targets.flatMap((name) => settings.targets.get(name) ?? [])
  for (let waits = 0; ; waits += 1) {
    for (const target of members) {
      const lease = await book.take([...target.accounts.values()].map(({ id }) => id))
      if (lease !== undefined) return keep(target, lease, book.termMs)
    }
    if (performance.now() >= until)
      throw new CommandFailure(exitCode.target, `no target of the pool \`${pool.name}\` became free within ${pool.waitMinutes} minutes`)
    if (waits === 0) process.stderr.write(`sallyport: all targets of the pool \`${pool.name}\` are taken; waiting\n`)
    await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, book.termMs / 4)))
  }
}

/** Renewed three times a term. */
function keep(target: TargetSettings, lease: Lease, termMs: number): LeasedTarget {
  const lost = new AbortController()
  const timer = setInterval(() => {
    void lease.renew().then((ours) => {
      if (ours || lost.signal.aborted) return
      process.stderr.write(`sallyport: the lease of the target \`${target.name}\` is lost; no more cases are begun there\n`)
      lost.abort()
    })
  }, termMs / 3)
  timer.unref()
  return {
    target,
    lost: lost.signal,
    giveBack: async () => {
      clearInterval(timer)
      if (!lost.signal.aborted) await lease.giveBack()
    },
  }
}

/** The guard looks at the account of the book as at any other that is written to. */
async function openBook({ target: name, account, bucket, region, termSeconds }: LeaseSettings, settings: Settings): Promise<LeaseBook> {
  const chosen = settings.targets.get(name)
  const owner = chosen?.accounts.get(account)
  if (chosen === undefined || owner === undefined) throw new Error('internal error: leases without an account')
  const reading = targetOf(chosen, 60_000)
  const intent = { accounts: new Map([[account, owner.at]]), regions: new Map([[region, owner.at]]), resources: 0 }
  const run = newRun(new Date(), Math.random(), chosen.ceiling.minutes)
  const permit = await guard(
    { settings: chosen, allowed: settings.allowedAccounts, target: reading, intent },
    { run, now: () => new Date() },
  )
  if (!permit.ok) {
    process.stderr.write(renderProblems(permit.error, readSource))
    throw new CommandFailure(exitCode.target, `the leases of the pool cannot be written to the target \`${name}\`; nothing was run`)
  }
  permit.value.fence.leaseBucket = bucket
  const terms = { holder: `${hostname()} ${process.pid} ${run.id}`, termMs: termSeconds * 1000, now: () => performance.now() }
  return new LeaseBook({ ...reading, permit: permit.value }, { account: owner.id, region, bucket }, terms)
}
