import { compilePattern, matchesPattern } from '../../policy/pattern.ts'
import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { addResources, replaceResources, setResources } from '../edit-statement.ts'
import type { Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { leastResources } from '../grant.ts'
import { missedResource } from '../miss.ts'
import { type PlacedStatement, statementPath } from '../placed-document.ts'
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

  say: ({ claims, first, placed }, { connection }) => {
    const moved = elsewhere(placed, claims)
    if (moved !== undefined)
      return sentence`The policy of the ${whoNeeds(first.need)} is for the Glue catalog in ${name(moved.from)}, but the connection uses that in ${name(moved.to)}.`
    return sentence`The policy of the ${whoNeeds(first.need)} does not cover ${partsOf(claims)} of the tables in ${name(connection.glueDatabase ?? '')}.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Resource`,

  advise: ({ claims, placed }, evidence) => {
    const moved = elsewhere(placed, claims)
    return moved === undefined
      ? `Name them as well: ${missingArns(claims, evidence).join(', ')}.`
      : `Write ${moved.to} in place of ${moved.from} in its ARNs of Glue, or choose ${moved.from} as the region of Glue in the connection.`
  },

  fix: ({ claims, placed }, evidence) => {
    const moved = elsewhere(placed, claims)
    if (moved === undefined) return [addResources(placed, missingArns(claims, evidence))]
    return [replaceResources(placed, isOfGlue, missingArns(claims, evidence))]
  },
}

const isOfGlue = (arn: string): boolean => arn.startsWith('arn:aws:glue:')

/** The region that a statement names for Glue, where it would cover the needs if it named theirs. */
function elsewhere({ statement }: PlacedStatement, claims: readonly Miss[]): { readonly from: string; readonly to: string } | undefined {
  const texts = (statement.resource?.patterns ?? []).map(({ text }) => text).filter(isOfGlue)
  const [regions, needed] = [distinctRegions(texts), distinctRegions(claims.map(({ need }) => need.resource))]
  const [from = '', to = ''] = [regions[0], needed[0]]
  if (regions.length !== 1 || needed.length !== 1 || from === to || !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(from)) return undefined
  const patterns = texts.map((text) => compilePattern(text.replace(`:glue:${from}:`, `:glue:${to}:`)))
  return claims.every(({ need }) => patterns.some((pattern) => matchesPattern(pattern, need.resource))) ? { from, to } : undefined
}

const distinctRegions = (arns: readonly string[]): readonly string[] => [...new Set(arns.map((arn) => arn.split(':')[3] ?? ''))]

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
