import { breakGrants } from '../break-grant.ts'
import { replaceResources } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew, mendResources } from '../grant.ts'
import { consolePath } from '../placed-document.ts'
import { coversResource } from '../relate-resource.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'

export const callerLacksAssumeRole: Fault<AbsenceFinding> = {
  id: 'caller-lacks-assume-role',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'observed',
  summary: "the vendor's own policy does not allow the connector to use this role",
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/policies.tf',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal'],
  specificity: 1,

  inject: (setUp) =>
    breakGrants(
      setUp,
      'identity',
      ({ action }) => action === 'sts:AssumeRole',
      (placed, { need }) =>
        placed.statement.resource?.element === 'Resource'
          ? replaceResources(placed, (text) => coversResource(text, need.resource), [`${need.resource}-of-another-customer`])
          : undefined,
    ),

  recognise: (evidence) =>
    absenceFindings(
      evidence,
      ({ layer, need }) => layer === 'identity' && toUseRole.includes(need.action) && need.expected === 'allowed',
    ).filter(({ claims }) => claims.some(({ need }) => need.action === 'sts:AssumeRole')),

  say: ({ first }) =>
    sentence`Our side is not allowed yet to use the role ${name(roleNameOf(first.need.resource))}; there is nothing to change in your account.`,

  where: ({ document }) => (document === undefined ? 'Vendor account' : `Vendor account: ${consolePath(document.place)}`),

  advise: ({ first }) => `Add ${first.need.resource} to the roles that the connector may use.`,

  fix: ({ claims, first }, evidence) =>
    first.cause === 'miss' && first.element.element === 'resource'
      ? mendResources(evidence, { claims: claims.filter((claim) => claim.cause === 'miss'), placed: first.placed })
      : grantAnew(evidence, claims),
}

/** Whoever tags its session needs both. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required */
const toUseRole: readonly string[] = ['sts:AssumeRole', 'sts:TagSession']
