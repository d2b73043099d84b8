import { catalogOf } from '../../fixture/decide.ts'
import { breakBy, decideSetUp } from '../break-grant.ts'
import type { Cause, Denial } from '../cause.ts'
import type { Edit, JsonValue } from '../edit.ts'
import { policyOf } from '../edit-fixture.ts'
import { appendStatement } from '../edit-statement.ts'
import { exemptPrincipal } from '../exempt.ts'
import type { Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings, denialFindings, type StatementFinding } from '../findings.ts'
import { grantMissing } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { documentsOf, statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { isOnCatalog, whoNeeds } from '../subject.ts'

type PolicyFinding = StatementFinding<Denial> | AbsenceFinding

const isCatalogSide = ({ layer, need }: Cause): boolean => layer === 'resource' && isOnCatalog(need)

/**
 * The catalog has one policy of its own, which may deny its own account, and must allow any other.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/security_iam_service-with-iam.html#security_iam_service-with-iam-resource-based-policies
 */
export const glueResourcePolicyDeny: Fault<PolicyFinding> = {
  id: 'glue-resource-policy-deny',
  layer: 'glue',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the policy of the Glue Data Catalog denies the role, or does not let its account in',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
    'https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html',
  ],
  connectors: ['s3-data-lake'],
  classes: ['glue-resource'],
  verdict: 'unique',
  lookAlikes: ['glue-action-missing', 'lf-table-permission-missing'],
  specificity: 0,

  inject: (setUp) => {
    const need = decideSetUp(setUp).find((one) => isOnCatalog(one.need))?.need
    const catalog = need === undefined ? undefined : catalogOf(setUp.fixture, need.resource)
    if (need === undefined || catalog === undefined) return undefined
    const [, , , region, account] = need.resource.split(':')
    const arn = `arn:aws:glue:${region}:${account}`
    return breakBy(setUp, [
      addToCatalogPolicy(setUp, catalog.name, {
        Sid: 'AdminsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: ['glue:CreateTable', 'glue:GetDatabase', 'glue:GetTable', 'glue:UpdateTable'],
        Resource: [`${arn}:catalog`, `${arn}:database/*`, `${arn}:table/*`],
        Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/Admin*` } },
      }),
    ])
  },

  recognise: (evidence) => [...denialFindings(evidence, isCatalogSide), ...absenceFindings(evidence, isCatalogSide)],

  say: (finding, { connection }) =>
    'placed' in finding
      ? sentence`The policy of the Glue catalog that has ${name(connection.glueDatabase ?? '')} forbids the ${whoNeeds(finding.first.need)} to use it.`
      : sentence`The policy of the Glue catalog that has ${name(connection.glueDatabase ?? '')} does not let the ${whoNeeds(finding.first.need)} in.`,

  where: (finding) => ('placed' in finding ? statementPath(finding.placed) : 'AWS Glue > Data Catalog > Settings > Permissions'),

  advise: (finding, { fixture }) => {
    const arn = principalArnOf(fixture, finding.first.need.by)
    return 'placed' in finding ? `Except ${arn} from this Deny.` : `Allow ${arn} in the policy of the catalog.`
  },

  fix: (finding, evidence) => ('placed' in finding ? exemptPrincipal(finding, evidence) : grantMissing(evidence, finding.claims)),
}

/** Adds a statement to the policy of a catalog, or makes the policy. */
function addToCatalogPolicy({ fixture }: Pick<SetUp, 'fixture'>, catalog: string, statement: JsonValue): Edit {
  const document = documentsOf(fixture).find(({ place }) => place.kind === 'catalogPolicy' && place.catalog === catalog)
  if (document !== undefined) return appendStatement(document, statement)
  return { edit: 'newDocument', place: { kind: 'catalogPolicy', catalog }, document: policyOf([statement]) }
}
