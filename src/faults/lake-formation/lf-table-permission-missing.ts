import { name, sentence } from '../sentence.ts'
import { whoNeeds } from '../subject.ts'
import { missingGrant } from './missing-grant.ts'

export const lfTablePermissionMissing = missingGrant({
  id: 'lf-table-permission-missing',
  tier: 1,
  summary: 'IAM allows everything, but Lake Formation grants the role too little on the database or its tables',
  sources: [
    'https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-metadata.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/CHANGELOG.md',
    'https://github.com/aws-samples/dbt-glue/issues/548',
    'https://www.rudderstack.com/docs/destinations/warehouse-destinations/s3-datalake/',
  ],
  lookAlikes: [
    'glue-action-missing',
    'glue-resource-policy-deny',
    'lf-alter-missing',
    'lf-data-location-missing',
    'lf-hides-missing-entities',
  ],
  concerns: ({ permission, on }) => on.kind !== 'location' && permission !== 'ALTER',
  revokes: ({ kind }) => (kind === 'database' ? ['ALL', 'CREATE_TABLE', 'DESCRIBE'] : []),
  where: 'Lake Formation > Data permissions',
  say: ({ first, claims }, { connection }) =>
    sentence`Lake Formation does not let the ${whoNeeds(first.need)} ${deedsOf(claims)} the database ${name(connection.glueDatabase ?? '')}.`,
})

/** What it may not do, as the begin of a clause about a database. */
function deedsOf(claims: Parameters<ReturnType<typeof missingGrant>['say']>[0]['claims']): string {
  const lacks = (permission: string): boolean => claims.some(({ lacking }) => lacking.permission === permission)
  if (lacks('CREATE_TABLE')) return lacks('DESCRIBE') ? 'look at and create tables in' : 'create tables in'
  return lacks('DESCRIBE') ? 'look at' : 'create databases beside'
}
