import { name, sentence } from '../sentence.ts'
import { whoNeeds } from '../subject.ts'
import { missingGrant } from './missing-grant.ts'

export const lfAlterMissing = missingGrant({
  id: 'lf-alter-missing',
  tier: 2,
  summary: 'Lake Formation lets the role create and read tables, but not change those that are there',
  sources: [
    'https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/CHANGELOG.md',
  ],
  lookAlikes: ['lf-table-permission-missing'],
  concerns: ({ permission, on }) => on.kind !== 'location' && permission === 'ALTER',
  revokes: ({ kind }) => (kind === 'table' ? ['ALL', 'ALTER'] : []),
  where: 'Lake Formation > Data permissions',
  say: ({ first }, { connection }) =>
    sentence`Lake Formation lets the ${whoNeeds(first.need)} see the table ${name(connection.glueTable ?? '')}, but not change it.`,
})
