import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { addResources, setResources } from '../edit-statement.ts'
import type { Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { leastResources } from '../grant.ts'
import { missedResource } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { isOnCatalog, whoNeeds } from '../subject.ts'

/**
 * Each call of Glue is asked of all that it is about, from the catalog down.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html#data-catalog-resource-arns
 */
export const glueArnIncomplete: Fault<StatementFinding<Miss>> = {
  id: 'glue-arn-incomplete',
  layer: 'glue',
  tier: 2,
  confidence: 'documented',
  summary: 'the policy names the tables, but not the catalog and the database that they are in',
  sources: [
    'https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html',
    'https://segment.com/docs/connections/storage/data-lakes/data-lakes-manual-setup/',
    'https://github.com/dacort/metabase-athena-driver/issues/105',
  ],
  connectors: ['s3-data-lake'],
  classes: ['glue-identity'],
  verdict: 'ambiguous',
  lookAlikes: ['glue-action-missing'],
  specificity: 0,

  inject: (setUp) =>
    breakGrants(
      setUp,
      'identity',
      (need) => isOnCatalog(need) && need.resource.endsWith(':catalog'),
      (placed, { need }) => {
        const tables = (placed.statement.resource?.patterns ?? []).map(({ text }) => text).filter((text) => text.includes(':table/'))
        const catalog = need.resource.replace(/:catalog$/, '')
        const database = setUp.connection.glueDatabase ?? '*'
        return setResources(placed, tables.length > 0 ? tables : [`${catalog}:table/${database}/*`])
      },
    ),

  recognise: (evidence) =>
    missFindings(
      evidence,
      (miss) => miss.layer === 'identity' && isOnCatalog(miss.need) && missedResource(miss)?.relation === 'otherOfItsKind',
    ),

  say: ({ claims, first }, { connection }) =>
    sentence`The policy of the ${whoNeeds(first.need)} does not cover ${partsOf(claims)} of the tables in ${name(connection.glueDatabase ?? '')}.`,

  where: ({ placed }) => `${statementPath(placed)} > Resource`,

  advise: ({ claims }, evidence) => `Name them as well: ${missingArns(claims, evidence).join(', ')}.`,

  fix: ({ claims, placed }, evidence) => [addResources(placed, missingArns(claims, evidence))],
}

/** What the customer's own list lacks, in words. */
function partsOf(claims: readonly Miss[]): string {
  const lacks = (kind: string): boolean => claims.some(({ need }) => need.resource.split(':')[5]?.split('/')[0] === kind)
  const parts = [lacks('catalog') ? 'the catalog' : '', lacks('database') ? 'the database' : '', lacks('table') ? 'some' : '']
  return parts.filter((part) => part !== '').join(' and ')
}

/** Of what the needs ask for, what stands behind the same kind of ARN as they do. */
const missingArns = (claims: readonly Miss[], evidence: Parameters<typeof leastResources>[0]): readonly string[] => [
  ...new Set(
    claims.flatMap(({ need }) => {
      const [kind = ''] = need.resource.split(':')[5]?.split('/') ?? []
      const least = leastResources(evidence, need).filter((arn) => arn.split(':')[5]?.split('/')[0] === kind)
      return least.length > 0 ? least : [need.resource]
    }),
  ),
]
