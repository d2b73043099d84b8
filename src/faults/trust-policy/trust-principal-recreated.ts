import { isUniqueId } from '../../policy/principal-shape.ts'
import { breakBy } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf } from '../subject.ts'
import { isTrust, missedPrincipals, trustingStatement } from '../trust.ts'

const goneIn = (miss: Miss): readonly string[] =>
  missedPrincipals(miss)
    .map(({ text }) => text)
    .filter(isUniqueId)

export const trustPrincipalRecreated: Fault<StatementFinding<Miss>> = {
  id: 'trust-principal-recreated',
  layer: 'trust-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the trusted user or role was deleted, and one of the same name that was created since is not trusted',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    'https://github.com/awslabs/aws-deployment-framework/issues/235',
    'https://github.com/hashicorp/terraform-provider-aws/issues/8905',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal', 'trust-external-id-mismatch'],
  specificity: 2,

  /** The id is that of AWS's examples. */
  inject: (setUp) => {
    const placed = trustingStatement(setUp)
    return placed === undefined ? undefined : breakBy(setUp, [setElement(placed, 'Principal', { AWS: 'AIDACKCEVSQ6C2EXAMPLE' })])
  },

  recognise: (evidence) => missFindings(evidence, (miss) => isTrust(miss) && goneIn(miss).length > 0),

  say: ({ first }) =>
    sentence`The role ${name(roleNameOf(first.need.resource))} trusts an identity that was deleted; one of the same name that was created since is not it.`,

  where: ({ placed }) => `${statementPath(placed)} > Principal`,

  advise: ({ first }, { fixture }) => `Replace ${goneIn(first).join(' and ')} by ${principalArnOf(fixture, first.need.by)}, and save.`,

  fix: ({ first, placed }, { fixture }) => {
    const gone = goneIn(first)
    const others = missedPrincipals(first).flatMap(({ type, text }) => (type === 'AWS' && !gone.includes(text) ? [text] : []))
    const arn = principalArnOf(fixture, first.need.by)
    return [setElement(placed, 'Principal', { AWS: others.length === 0 ? arn : [...others, arn] })]
  },
}
