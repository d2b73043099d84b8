import { breakBy } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { missFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { roleNameOf, whoNeeds } from '../subject.ts'
import { isTrust, missedPrincipals } from '../trust.ts'
import { underVendorRole } from './vendor-role.ts'

/** Sessions of the caller's role that the statement names, none of which is the caller's. */
function otherSessions(miss: Miss): readonly string[] {
  const { by } = miss.need
  if (by.type !== 'role') return []
  const sessions = `arn:aws:sts::${by.arn.split(':')[4]}:assumed-role/${roleNameOf(by.arn)}/`
  return missedPrincipals(miss).flatMap(({ text }) => (text.startsWith(sessions) ? [text] : []))
}

export const trustNamesSession: Fault<StatementFinding<Miss>> = {
  id: 'trust-names-session',
  layer: 'trust-policy',
  tier: 2,
  confidence: 'observed',
  summary: "the trust policy names one session of the connector's role, and the connector has another",
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session',
    'https://github.com/external-secrets/external-secrets/issues/1794',
    'https://github.com/aws/aws-cli/issues/7216',
  ],
  connectors: bothConnectors,
  classes: ['sts-assume-denied'],
  verdict: 'ambiguous',
  lookAlikes: ['trust-missing-principal', 'trust-external-id-mismatch'],
  specificity: 2,

  inject: (setUp) => {
    const session = underVendorRole(setUp, (role, account) => `arn:aws:sts::${account}:assumed-role/${roleNameOf(role)}/deploy-1`)
    return session === undefined ? undefined : breakBy(session, [])
  },

  recognise: (evidence) => missFindings(evidence, (miss) => isTrust(miss) && otherSessions(miss).length > 0),

  say: ({ first }) =>
    sentence`The role ${name(roleNameOf(first.need.resource))} trusts the connector's ${whoNeeds(first.need)} only while it works under the name ${name(otherSessions(first)[0]?.split('/').at(-1) ?? '')}.`,

  where: ({ placed }) => `${statementPath(placed)} > Principal`,

  advise: ({ first }, { fixture }) => `Trust the role itself: ${principalArnOf(fixture, first.need.by)}.`,

  fix: ({ first, placed }, { fixture }) => {
    const sessions = otherSessions(first)
    const others = missedPrincipals(first).flatMap(({ type, text }) => (type === 'AWS' && !sessions.includes(text) ? [text] : []))
    const arn = principalArnOf(fixture, first.need.by)
    return [setElement(placed, 'Principal', { AWS: others.length === 0 ? arn : [...others, arn] })]
  },
}
