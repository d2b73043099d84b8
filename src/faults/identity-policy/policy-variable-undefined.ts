import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { replaceResources } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { grantAnew, mendResources } from '../grant.ts'
import { isConditionMiss, missedResource } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { coversResource } from '../relate-resource.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, objectsBeside, whoNeeds } from '../subject.ts'

/** The variables that the request cannot fill, where what misses depends on one. */
function emptyVariables(miss: Miss): readonly string[] {
  if (isConditionMiss(miss)) return miss.element.unresolved
  const { element } = miss
  if (element.node !== 'element' || element.why.code !== 'variableUnresolved') return []
  const relation = missedResource(miss)
  return relation !== undefined && 'pattern' in relation && relation.pattern.text.includes('${') ? element.why.variables : []
}

export const policyVariableUndefined: Fault<StatementFinding<Miss>> = {
  id: 'policy-variable-undefined',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the policy uses a variable, as a tag or the name of a user, that is empty for whoever asks',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-no-value'],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/ListBucket', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'ambiguous',
  lookAlikes: ['policy-version-2008-variables', 'object-arn-wrong-prefix', 'list-prefix-condition-mismatch'],
  specificity: 2,

  inject: (setUp) => {
    const folder = '${aws:PrincipalTag/folder}'
    return breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), ({ document, statement }, { need }) => {
      if (document.file.policy.version !== '2012-10-17' || statement.resource?.element !== 'Resource') return undefined
      return replaceResources({ document, statement }, (text) => coversResource(text, need.resource), [objectsBeside(need, folder)])
    })
  },

  recognise: (evidence) => missFindings(evidence, (miss) => miss.layer === 'identity' && emptyVariables(miss).length > 0),

  say: ({ first }) =>
    sentence`What the ${whoNeeds(first.need)} may do in ${name(bucketOf(first.need) ?? '')} depends on ${name(emptyVariables(first)[0] ?? '')}, which it does not have.`,

  where: ({ placed, first }) =>
    `${statementPath(placed)} > ${isConditionMiss(first) ? `Condition ${first.element.condition.key}` : 'Resource'}`,

  advise: ({ first }) => `Write the folder in place of the variable ${emptyVariables(first)[0]}, or give the identity that tag.`,

  fix: ({ claims, placed, first }, evidence) =>
    isConditionMiss(first) ? grantAnew(evidence, claims) : mendResources(evidence, { claims, placed }),
}
