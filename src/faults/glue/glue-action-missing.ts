import { breakGrants, dropAction } from '../break-grant.ts'
import type { Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantMissing, leastResources } from '../grant.ts'
import { isAbsent } from '../miss.ts'
import { consolePath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { deedsOf, isOnCatalog, whoNeeds } from '../subject.ts'

export const glueActionMissing: Fault<AbsenceFinding> = {
  id: 'glue-action-missing',
  layer: 'glue',
  tier: 1,
  confidence: 'observed',
  summary: 'nothing allows to create or change tables of the catalog',
  sources: [
    'https://github.com/airbytehq/airbyte/blob/master/docs/integrations/destinations/s3-data-lake.md',
    'https://segment.com/docs/connections/storage/data-lakes/data-lakes-manual-setup/',
    'https://github.com/dacort/metabase-athena-driver/issues/105',
  ],
  connectors: ['s3-data-lake'],
  classes: ['glue-identity'],
  verdict: 'ambiguous',
  lookAlikes: ['glue-arn-incomplete', 'lf-table-permission-missing', 'glue-resource-policy-deny'],
  specificity: 0,

  inject: (setUp) => breakGrants(setUp, 'identity', (need) => isOnCatalog(need) && !need.action.startsWith('glue:Get'), dropAction),

  recognise: (evidence) => absenceFindings(evidence, (cause) => cause.layer === 'identity' && isOnCatalog(cause.need) && isAbsent(cause)),

  say: ({ claims, first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} is not allowed to ${deedsOf(claims.map(({ need }) => need))} in the Glue database ${name(connection.glueDatabase ?? '')}.`,

  where: ({ document }) => (document === undefined ? 'IAM > Permissions' : consolePath(document.place)),

  advise: ({ claims }, evidence) => {
    const actions = [...new Set(claims.map(({ need }) => need.action))]
    const resources = [...new Set(claims.flatMap(({ need }) => leastResources(evidence, need)))]
    return `Allow ${actions.join(', ')} on ${resources.join(', ')}.`
  },

  fix: ({ claims }, evidence) => grantMissing(evidence, claims),
}
