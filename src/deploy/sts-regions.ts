import type { Account } from '../fixture/fixture.ts'
import { type Call, type Deploying, RefusedCalls } from './deploying.ts'
import type { Target } from './target.ts'

const callOf = ({ name, at }: Account): Call => ({ operation: 'STS endpoints', subject: `account ${name}`, at })

/** The console alone switches STS off in a region, for everybody in the account: only the sandbox of this process is told to. */
export async function confirmStsRegions(account: Account, { target }: Deploying): Promise<void> {
  if (account.stsInactiveRegions === undefined || isSteered(target)) return
  const message = 'an account with `stsInactiveRegions` is deployed to the embedded sandbox alone'
  throw new RefusedCalls([{ kind: 'account', ...callOf(account), code: 'EmbeddedOnly', message }])
}

const isSteered = ({ kind, controlUrl }: Target): boolean => kind === 'embedded' && controlUrl !== undefined

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html#sts-regions-activate-deactivate */
export async function deactivateStsRegions(account: Account, deploying: Deploying): Promise<void> {
  const { id, stsInactiveRegions } = account
  if (stsInactiveRegions === undefined) return
  await deploying.create(callOf(account), { kind: 'stsRegions', account: id }, () =>
    putStsRegions(deploying.target, id, stsInactiveRegions),
  )
}

/** Tells the sandbox, at the address where it is steered, in which regions an account has STS switched off. */
export async function putStsRegions({ controlUrl }: Target, account: string, inactive: readonly string[]): Promise<void> {
  const answer = await fetch(`${controlUrl}/sts-regions`, { method: 'PUT', body: JSON.stringify({ account, inactive }) })
  if (answer.status !== 200) throw new Error(`internal error: the sandbox takes no STS regions: ${await answer.text()}`)
  await answer.body?.cancel()
}
