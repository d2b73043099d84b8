import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'

/**
 * The account that credentials are generated for must have the region active, whoever asks. The sentence is documented; that it comes before any
 * permission is inferred.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html#sts-regions-activate-deactivate
 */
export function refuseInactiveRegion(account: AccountId, { region }: Pick<Call, 'region'>, { sts }: Stores): AwsError | undefined {
  if (sts.inactiveRegions.get(account)?.includes(region) !== true) return undefined
  const message = `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`
  return { code: 'RegionDisabledException', message, status: 403 }
}
