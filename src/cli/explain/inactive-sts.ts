import { formatPlace, type Span } from '../../base/span.ts'
import type { Question } from '../../fixture/decide.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { parseArn } from '../../policy/arn.ts'

/** Regions in which the account of a role generates no credentials. */
export interface InactiveSts {
  readonly account: string
  readonly at: Span
  readonly regions: readonly string[]
  /** Where the request goes; absent where nothing says it. */
  readonly region?: string
}

/**
 * What the account of a role has switched off, for a request to use the role: it counts before any policy, whoever asks.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html#sts-regions-activate-deactivate
 */
export function inactiveSts({ request, assumed }: Question, fixture: Fixture | undefined): InactiveSts | undefined {
  const id = request.action.startsWith('sts:AssumeRole') ? parseArn(request.resource)?.account : undefined
  const account = [...(fixture?.accounts.values() ?? [])].find((one) => one.id === id)
  const regions = account?.stsInactiveRegions ?? []
  if (account === undefined || regions.length === 0) return undefined
  const isAssumed = assumed.some(({ key }) => key.toLowerCase() === 'aws:requestedregion')
  const [region] = isAssumed ? [] : (request.context.get('aws:requestedregion') ?? [])
  return { account: account.id, at: account.at, regions, ...(region === undefined ? {} : { region }) }
}

/** Whether AWS refuses the request for it. */
export const isSwitchedOff = ({ regions, region }: InactiveSts): boolean => region !== undefined && regions.includes(region)

/** In words; undefined where the request goes to another region. */
export function renderInactiveSts(sts: InactiveSts): string | undefined {
  const { account, at, regions, region } = sts
  if (isSwitchedOff(sts))
    return `refused    STS is switched off in ${region} for account ${account} (${formatPlace(at)}): RegionDisabledException, whatever the policies say`
  if (region !== undefined) return undefined
  return `region     STS is switched off in ${regions.join(', ')} for account ${account} (${formatPlace(at)}): say where with --context aws:RequestedRegion=REGION`
}
