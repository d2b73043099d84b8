import { worker } from '../../connectors/s3-needs.ts'
import { catalogOf } from '../../fixture/decide.ts'
import type { LakeGrant, LakePermission, LakeResource } from '../../fixture/fixture.ts'
import type { LakeNeed } from '../../fixture/need.ts'
import { principalNamed } from '../../fixture/principal-named.ts'
import { breakBy } from '../break-grant.ts'
import type { Cause, Ungranted } from '../cause.ts'
import type { Edit } from '../edit.ts'
import type { Evidence } from '../evidence.ts'
import type { Fault, Finding } from '../fault.ts'
import { group } from '../findings.ts'
import { holderOf, principalArnOf } from '../holder.ts'
import { catalogsOf } from '../meant-catalog.ts'
import type { SetUp } from '../set-up.ts'

/** What Lake Formation does not grant to one identity. */
export interface GrantFinding extends Finding {
  readonly claims: readonly Ungranted[]
  readonly first: Ungranted
}

type Facts = Omit<
  Fault<GrantFinding>,
  'layer' | 'confidence' | 'connectors' | 'classes' | 'verdict' | 'specificity' | 'inject' | 'recognise' | 'where' | 'advise' | 'fix'
>

/** A fault of the kind "Lake Formation does not grant it": only which permissions, and what to say, differ. */
export const missingGrant = (
  facts: Facts & {
    readonly concerns: (lacking: LakeNeed) => boolean
    /** What is revoked to bring it about. */
    readonly revokes: (on: LakeResource) => readonly LakePermission[]
    readonly where: string
  },
): Fault<GrantFinding> => ({
  ...facts,
  layer: 'lake-formation',
  confidence: 'observed',
  connectors: ['s3-data-lake'],
  classes: ['lf'],
  verdict: 'unique',
  specificity: 0,
  inject: (setUp) => revokeFrom(setUp, facts.revokes),
  recognise: (evidence) =>
    group(
      evidence.causes.filter(isUngranted).filter(({ lacking }) => facts.concerns(lacking)),
      ({ need }) => JSON.stringify(need.by),
    ).map((claims) => {
      const at = catalogOf(evidence.fixture, claims[0].need.resource)?.lakeFormation?.at
      return { claims, first: claims[0], ...(at === undefined ? {} : { at }) }
    }),
  where: () => facts.where,
  advise: (finding, evidence) => `Grant ${describeGrants(finding, evidence)}.`,
  fix: (finding, evidence) => {
    const catalog = catalogOf(evidence.fixture, finding.first.need.resource)
    return catalog === undefined ? [] : grantEdits(finding, catalog.name, evidence)
  },
})

export const isUngranted = (cause: Cause): cause is Ungranted => cause.cause === 'ungranted'

/** `CREATE_TABLE on database analytics to arn:aws:iam::111122223333:role/Tables`: what a finding lacks. */
export function describeGrants(finding: GrantFinding, evidence: Evidence): string {
  const grants = grantsFor(finding, evidence).map(({ on, permissions }) => `${permissions.join(', ')} on ${describe(on)}`)
  return `${grants.join(', and ')} to ${principalArnOf(evidence.fixture, finding.first.need.by)}`
}

export const grantEdits = (finding: GrantFinding, catalog: string, evidence: Evidence): readonly Edit[] =>
  grantsFor(finding, evidence).map((grant): Edit => ({ edit: 'lakeGrant', catalog, grant }))

/** One grant for each thing, of a place the folder of the connection. */
function grantsFor({ claims }: GrantFinding, { fixture, connection }: Evidence): readonly Omit<LakeGrant, 'at'>[] {
  const folder = `s3://${[connection.bucket, connection.baseDirectory].filter((part) => part !== '').join('/')}`
  const least = (on: LakeResource): LakeResource =>
    on.kind === 'location' && on.location.startsWith(`${folder}/`) ? { kind: 'location', location: folder } : on
  return group(claims, ({ lacking, need }) => JSON.stringify([need.by, least(lacking.on)])).map((same) => {
    const [{ need, lacking }] = same
    const to = holderOf(fixture, need.by)?.name ?? principalArnOf(fixture, need.by)
    return { to, on: least(lacking.on), permissions: [...new Set(same.map((one) => one.lacking.permission))] }
  })
}

function describe(on: LakeResource): string {
  switch (on.kind) {
    case 'catalog':
      return 'the catalog'
    case 'database':
      return `database ${on.database}`
    case 'table':
      return `table ${on.database}.${on.table}`
    case 'location':
      return on.location
  }
}

/** Takes permissions from whoever works with the bucket. */
export function revokeFrom(setUp: SetUp, revokes: (on: LakeResource) => readonly LakePermission[]): SetUp | undefined {
  const { fixture, connection } = setUp
  if (connection.glueDatabase === undefined) return undefined
  const own = principalArnOf(fixture, worker(connection))
  const edits = catalogsOf(setUp).flatMap((catalog) =>
    (catalog.lakeFormation?.grants ?? [])
      .filter(({ to, on, permissions }) => principalNamed(fixture, to) === own && revokes(on).some((each) => permissions.includes(each)))
      .map(({ to, on }): Edit => ({ edit: 'lakeRevoke', catalog: catalog.name, grant: { to, on, permissions: revokes(on) } })),
  )
  return edits.length === 0 ? undefined : breakBy(setUp, edits)
}
