import { breakBy } from '../break-grant.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings } from '../findings.ts'
import { isOnKey } from '../miss.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { isTrust } from '../trust.ts'

export const trustExternalIdMissingInRequest: Fault<ConditionFinding> = {
  id: 'trust-external-id-missing-in-request',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the role insists on an external ID, and the connection has none',
  sources: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html'],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'extra-probe',
  lookAlikes: ['trust-external-id-mismatch', 'trust-missing-principal'],
  specificity: 1,

  inject: (setUp) =>
    setUp.connection.externalId === undefined
      ? undefined
      : breakBy(setUp, [{ edit: 'connection', change: { setting: 'externalId', value: undefined } }]),

  recognise: (evidence) =>
    conditionFindings(evidence, (miss) => isTrust(miss) && isOnKey(miss.element, 'sts:externalid') && miss.element.actual === undefined),

  say: ({ first }) => sentence`The role ${name(roleNameOf(first.need.resource))} insists on an external ID, and the connection has none.`,

  where: () => 'Connection settings > External ID',

  advise: ({ first }) => `Enter the external ID of the trust policy: ${first.element.expected.join(' or ')}.`,

  fix: ({ first }) => [{ edit: 'connection', change: { setting: 'externalId', value: first.element.expected[0] } }],
}
