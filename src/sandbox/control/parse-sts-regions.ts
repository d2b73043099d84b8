import { parseJson } from '../../base/parse-json.ts'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { list, record, reportTo, required, text } from '../../base/shape.ts'
import type { AccountId } from '../../policy/account-id.ts'
import { stsRegions } from '../../policy/sts-regions.ts'
import type { Stores } from '../stores.ts'

/** The regions in which an account has STS switched off. */
export interface StsRegions {
  readonly account: AccountId
  readonly inactive: readonly string[]
}

/** What the control endpoint takes. */
const shape = record('the STS regions of an account', {
  account: required(text(), 'the id of the account'),
  inactive: required(list(text()), 'the regions in which STS is not active; it is in all others'),
})

/** Reads `{ "account": "111122223333", "inactive": ["eu-west-1"] }`, with every problem of it. */
export function parseStsRegions(json: string, { iam }: Stores): Result<StsRegions, readonly Problem[]> {
  const root = parseJson(json, 'sts-regions.json')
  if (!root.ok) return root
  const problems: Problem[] = []
  const report = reportTo(problems, 'sts-regions')
  const read = shape.read(root.value, report)
  if (read === undefined) return err(problems)
  const { account, inactive } = read.of
  const known = [...iam.accounts.keys()].find((id) => id === account.text)
  if (known === undefined) report('unknown-account', account.at, `there is no account \`${account.text}\``)
  for (const { text: region, at } of inactive.items) {
    if (!stsRegions.includes(region))
      report('sts-region', at, `STS cannot be deactivated in \`${region}\``, `it can be in ${stsRegions.join(', ')}`)
  }
  return known === undefined || problems.length > 0
    ? err(problems)
    : ok({ account: known, inactive: [...new Set(inactive.items.map(({ text: region }) => region))] })
}
