import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { replaceResources, setVersion } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { group, missFindings, type StatementFinding } from '../findings.ts'
import { isConditionMiss, missedResource } from '../miss.ts'
import { consolePath } from '../placed-document.ts'
import { coversResource } from '../relate-resource.ts'
import { name, sentence } from '../sentence.ts'
import { asksFor, bucketOf, objectsBeside, whoNeeds } from '../subject.ts'

/** A variable in a condition is taken to the letter too. */
const isLiteralCondition = (miss: Miss): boolean =>
  isConditionMiss(miss) &&
  miss.layer === 'identity' &&
  miss.placed.document.file.policy.version === '2008-10-17' &&
  miss.element.condition.values.some(({ text }) => text.includes('${'))

export const policyVersion2008Variables: Fault<StatementFinding<Miss>> = {
  id: 'policy-version-2008-variables',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the policy uses a variable, but its version takes variables to the letter',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/GetObject', 'identity-implicit/PutObject', 'identity-implicit/DeleteObject'],
  verdict: 'ambiguous',
  lookAlikes: ['object-arn-wrong-prefix', 'get-object-action-missing'],
  specificity: 2,

  /** The variable falls back to the folder, so that the newer version alone mends it. AWS refuses managed policies of the old version. */
  inject: (setUp) => {
    const { baseDirectory } = setUp.connection
    if (baseDirectory === '') return undefined
    const folder = `\${aws:PrincipalTag/folder, '${baseDirectory}'}`
    return breakGrants(setUp, 'identity', asksFor(setUp, 's3:GetObject'), (placed, { need }) => {
      const { document, statement } = placed
      if (document.place.kind !== 'inline' || statement.resource?.element !== 'Resource') return undefined
      return [
        replaceResources(placed, (text) => coversResource(text, need.resource), [objectsBeside(need, folder)]),
        setVersion(document, '2008-10-17'),
      ]
    })
  },

  recognise: (evidence) =>
    group(
      missFindings(evidence, (miss) => missedResource(miss)?.relation === 'literalVariable' || isLiteralCondition(miss)),
      ({ placed }) => placed.document.file.file,
    ).map(([finding, ...others]) => ({ ...finding, claims: [finding, ...others].flatMap(({ claims }) => claims) })),

  say: ({ first }) =>
    isConditionMiss(first)
      ? sentence`The policy of the ${whoNeeds(first.need)} has a variable in a condition on ${name(bucketOf(first.need) ?? '')}, but is too old to know variables.`
      : sentence`The policy of the ${whoNeeds(first.need)} has a variable in the name of ${name(bucketOf(first.need) ?? '')}'s files, but is too old to know variables.`,

  where: ({ placed }) => `${consolePath(placed.document.place)} > Version`,

  advise: () => 'Set "Version": "2012-10-17".',

  fix: ({ placed }) => [setVersion(placed.document, '2012-10-17')],
}
