import type { S3Connection } from '../../connectors/connection.ts'
import type { Account, Fixture } from '../../fixture/fixture.ts'
import { parseArn } from '../../policy/arn.ts'
import { stsRegions } from '../../policy/sts-regions.ts'
import { applyEdits } from '../edit-fixture.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { roleNameOf } from '../subject.ts'

interface StsRegionFinding extends Finding {
  readonly region: string
  /** The account of the role, which need not be one of the fixture. */
  readonly id: string
  readonly account: Account | undefined
}

export const stsRegionDisabled: Fault<StsRegionFinding> = {
  id: 'sts-region-disabled',
  layer: 'region-endpoint',
  tier: 2,
  confidence: 'documented',
  summary: 'the account of the role has STS switched off in the region of the connection',
  sources: [
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_region-endpoints.html',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: bothConnectors,
  classes: ['sts-region'],
  verdict: 'unique',
  lookAlikes: ['scp-region-deny', 'wrong-region'],
  specificity: 3,

  inject: (setUp) => {
    const moved = inRegionOfChoice(setUp)
    const account = moved && accountOfRole(moved)
    if (moved === undefined || account === undefined) return undefined
    return applyEdits(moved, [{ edit: 'stsRegion', account: account.name, region: moved.connection.region, become: 'inactive' }])
  },

  /** The setting shows it, or AWS's answer, which is nobody else's; what AWS let pass is not switched off. */
  recognise: ({ fixture, connection, tidy, observations }) => {
    const assumed = observations.find(({ step }) => step === 'sts.assume')
    const account = accountOfRole({ fixture, connection })
    const isRefused = assumed?.code === 'RegionDisabledException'
    const isSwitchedOff = account?.stsInactiveRegions?.includes(tidy.region) === true && assumed?.outcome !== 'ok'
    const id = accountIdOfRole(connection)
    if (id === undefined || !(isRefused || isSwitchedOff)) return []
    return [{ region: tidy.region, id, account, claims: [], steps: ['sts.assume'], ...(account === undefined ? {} : { at: account.at }) }]
  },

  say: ({ region, id }, { connection }) =>
    sentence`The account ${name(id)} lets nobody use its role ${name(roleNameOf(connection.roleArn ?? ''))} in the region ${name(region)}: \`STS\` is switched off there.`,

  where: () => 'IAM > Account settings > STS endpoints',

  advise: ({ region, id }) => `Activate ${region} in the account ${id}.`,

  fix: ({ region, account }) => (account === undefined ? [] : [{ edit: 'stsRegion', account: account.name, region, become: 'active' }]),
}

const accountIdOfRole = ({ roleArn }: S3Connection): string | undefined => parseArn(roleArn ?? '')?.account

function accountOfRole({ fixture, connection }: SetUp): Account | undefined {
  const id = accountIdOfRole(connection)
  return [...fixture.accounts.values()].find((account) => account.id === id)
}

/**
 * A set-up in a region where STS can be switched off. One that is elsewhere moves as a whole, where nothing in its documents names the region: keys and
 * access points stay, a catalog keeps its region.
 */
function inRegionOfChoice(setUp: SetUp): SetUp | undefined {
  const { fixture, connection } = setUp
  const { region, accessPoint, customEndpoint, from, glueDatabase, glueRegion = region } = connection
  if (stsRegions.includes(region)) return setUp
  if (fixture.buckets.get(connection.bucket)?.region !== region || accessPoint !== undefined || from !== undefined) return undefined
  if (customEndpoint !== undefined || fixture.keys.size > 0) return undefined
  const moved = { ...connection, region: 'eu-west-1', ...(glueDatabase === undefined ? {} : { glueRegion }) }
  return { fixture: { ...fixture, buckets: bucketsMoved(fixture, region, moved.region) }, connection: moved }
}

const bucketsMoved = ({ buckets }: Fixture, from: string, to: string): Fixture['buckets'] =>
  new Map(Array.from(buckets, ([key, bucket]) => [key, bucket.region === from ? { ...bucket, region: to } : bucket]))
