import type { Account } from '../fixture/fixture.ts'
import { type Deploying, RefusedCalls } from './deploying.ts'
import type { Target } from './target.ts'

const confirmed = new WeakMap<Target, Set<string>>()

/**
 * Nothing is created before each account of the fixture is one that the target lists and the credentials are known to belong to it.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function confirmAccount({ id, name, at }: Account, deploying: Deploying): Promise<void> {
  const { target } = deploying
  const call = { operation: 'sts:GetCallerIdentity', subject: `account ${name}`, at }
  const refuse = (code: string, message: string): never => {
    throw new RefusedCalls([{ kind: 'account', ...call, code, message }])
  }
  const done = confirmed.get(target) ?? new Set()
  confirmed.set(target, done)
  if (done.has(id)) return
  if (target.kind !== 'embedded' && target.permit === undefined)
    refuse('NoPermit', 'nothing is created before the guard has looked at the target')
  if (!target.accounts.has(id)) refuse('UnknownAccount', `the target has no credentials for account ${id}`)
  const sts = await deploying.clients.sts(id)
  const { Account: actual } = await deploying.send(call, () => sts.getCallerIdentity({}, deploying.clients.options))
  if (actual !== id) refuse('OtherAccount', `the credentials for account ${id} belong to account ${actual}`)
  done.add(id)
}
