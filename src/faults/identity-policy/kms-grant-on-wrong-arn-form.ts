import { keyArn } from '../../fixture/decide.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { breakGrants } from '../break-grant.ts'
import { besideCatalogKey } from '../catalog-key.ts'
import type { Miss } from '../cause.ts'
import { setResources } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { mendResources } from '../grant.ts'
import { missedResource } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { isFileKeyUse, whoNeeds } from '../subject.ts'

/** The alias that a statement names in the place of the key. */
function aliasOf(miss: Miss): string | undefined {
  const relation = missedResource(miss)
  return relation !== undefined && 'pattern' in relation ? /:(alias\/.+)$/.exec(relation.pattern.text)?.[1] : undefined
}

export const kmsGrantOnWrongArnForm: Fault<StatementFinding<Miss>> = {
  id: 'kms-grant-on-wrong-arn-form',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the policy names the alias of the key, and AWS asks for the key itself',
  sources: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  ],
  connectors: bothConnectors,
  classes: ['kms-identity'],
  verdict: 'ambiguous',
  lookAlikes: ['kms-decrypt-missing', 'kms-generate-datakey-missing'],
  specificity: 1,

  inject: (setUp) =>
    breakGrants(setUp, 'identity', isFileKeyUse, (placed, { need }) => {
      const alias = aliasArnOf(setUp.fixture, need.resource)
      const isOfKey = placed.statement.resource?.patterns.every(({ text }) => text === need.resource) === true
      return alias === undefined || !isOfKey ? undefined : setResources(placed, [alias])
    }),

  recognise: (evidence) =>
    missFindings(
      besideCatalogKey(evidence),
      (miss) => miss.layer === 'identity' && miss.need.action.startsWith('kms:') && aliasOf(miss) !== undefined,
    ),

  say: ({ first }, { connection }) =>
    sentence`The policy of the ${whoNeeds(first.need)} names the key of ${name(connection.bucket)} by its nickname ${name(aliasOf(first) ?? '')}, which gives no permission.`,

  where: ({ placed }) => `${statementPath(placed)} > Resource`,

  advise: ({ first }) => `Name the key itself: ${first.need.resource}.`,

  fix: (finding, evidence) => mendResources(evidence, finding),
}

function aliasArnOf(fixture: Fixture, arn: string): string | undefined {
  const key = [...fixture.keys.values()].find((candidate) => keyArn(fixture, candidate) === arn)
  return key === undefined ? undefined : arn.replace(`:key/${key.name}`, `:alias/${key.name}`)
}
