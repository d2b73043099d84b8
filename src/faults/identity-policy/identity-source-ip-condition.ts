import { breakGrants } from '../break-grant.ts'
import { addCondition, setConditionValues } from '../edit-statement.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { type ConditionFinding, conditionFindings, group } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { isOnKey } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { isOnBucket, whoNeeds } from '../subject.ts'
import { endpointOf } from '../vantage.ts'

/** One for each document, for such a condition usually stands in all its statements. */
interface AddressFinding extends Finding {
  readonly parts: readonly [ConditionFinding, ...ConditionFinding[]]
}

export const identitySourceIpCondition: Fault<AddressFinding> = {
  id: 'identity-source-ip-condition',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: "the permission is limited to addresses that are not the connector's",
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/all'],
  verdict: 'ambiguous',
  lookAlikes: ['list-action-missing', 'policy-not-attached'],
  specificity: 1,

  inject: (setUp) =>
    // Through an endpoint no list of addresses helps.
    endpointOf(setUp) === undefined
      ? breakGrants(
          setUp,
          'identity',
          (need) => isOnBucket(need, setUp.connection),
          (placed) => addCondition(placed, 'IpAddress', 'aws:SourceIp', ['203.0.113.0/24']),
        )
      : undefined,

  recognise: (evidence) =>
    group(
      conditionFindings(evidence, ({ layer, element }) => layer === 'identity' && isOnKey(element, 'aws:sourceip')),
      ({ placed }) => placed.document.file.file,
    ).map((parts) => ({ parts, claims: parts.flatMap(({ claims }) => claims), ...(parts[0].at === undefined ? {} : { at: parts[0].at }) })),

  say: ({ parts: [{ first }] }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may use ${name(connection.bucket)} only from listed addresses, and the connector's is not one of them.`,

  where: ({ parts: [{ placed }] }) => `${statementPath(placed)} > Condition aws:SourceIp`,

  advise: (_, { circumstances }) => `Add the connector's address ${circumstances.sourceIp} to the list.`,

  fix: ({ parts }, evidence) =>
    parts.flatMap(({ claims, first, placed }) => {
      const { condition } = first.element
      if (condition.operator.name !== 'IpAddress') return grantAnew(evidence, claims)
      return [setConditionValues(placed, condition, [...condition.values.map(({ text }) => text), `${evidence.circumstances.sourceIp}/32`])]
    }),
}
