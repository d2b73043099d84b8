import { findRole } from '../../fixture/decide.ts'
import { breakGrants, decideSetUp } from '../break-grant.ts'
import { isBucketSide } from '../bucket-side.ts'
import type { Miss } from '../cause.ts'
import { setElement } from '../edit-statement.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group, missFindings, type StatementFinding } from '../findings.ts'
import { principalArnOf } from '../holder.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, isOnBucketItself, whoNeeds } from '../subject.ts'
import { missedPrincipals } from '../trust.ts'

/** One for each bucket policy, for the same session usually stands in all its statements. */
interface SessionFinding extends Finding {
  readonly parts: readonly [StatementFinding<Miss>, ...StatementFinding<Miss>[]]
}

/** The sessions of the very role that the statement names, none of which is the one that asks. */
function otherSessions(miss: Miss, { fixture }: Pick<Evidence, 'fixture'>): readonly string[] {
  const { by } = miss.need
  const role = by.type === 'role' ? findRole(fixture, by.arn) : undefined
  if (by.type !== 'role' || role === undefined) return []
  const sessions = `arn:aws:sts::${by.arn.split(':')[4]}:assumed-role/${role.name}/`
  return missedPrincipals(miss)
    .map(({ text }) => text)
    .filter((text) => text.startsWith(sessions))
}

export const bucketPolicySessionPrincipal: Fault<SessionFinding> = {
  id: 'bucket-policy-session-principal',
  layer: 'bucket-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the bucket policy lets in one session of the role, and the connector has another',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session',
    'https://github.com/justincormack/argmin',
    'https://github.com/external-secrets/external-secrets/issues/1794',
  ],
  connectors: bothConnectors,
  classes: ['resource-implicit'],
  verdict: 'extra-probe',
  lookAlikes: ['bucket-policy-missing-principal', 'bucket-policy-wrong-account'],
  specificity: 2,

  inject: (setUp) => {
    const { fixture, connection } = setUp
    const role = connection.roleArn === undefined ? undefined : findRole(fixture, connection.roleArn)
    const crosses = decideSetUp(setUp).some(({ need, decision }) => isOnBucketItself(need, connection) && decision.crossAccount)
    if (role === undefined || !crosses) return undefined
    const session = `arn:aws:sts::${connection.roleArn?.split(':')[4]}:assumed-role/${role.name}/${connection.sessionName}-1`
    return breakGrants(
      setUp,
      'resource',
      (need) => isOnBucketItself(need, connection),
      (placed) => setElement(placed, 'Principal', { AWS: session }),
    )
  },

  recognise: (evidence) =>
    group(
      missFindings(evidence, (miss) => isBucketSide(miss) && otherSessions(miss, evidence).length > 0),
      ({ placed }) => placed.document.file.file,
    ).map((parts) => ({ parts, claims: parts.flatMap(({ claims }) => claims), ...(parts[0].at === undefined ? {} : { at: parts[0].at }) })),

  say: ({ parts: [{ first }] }, evidence) => {
    const session = otherSessions(first, evidence)[0]?.split('/').at(-1) ?? ''
    return sentence`The bucket ${name(bucketOf(first.need) ?? '')} lets the ${whoNeeds(first.need)} in only while it works under the name ${name(session)}.`
  },

  where: ({ parts: [{ placed }] }) => `${statementPath(placed)} > Principal`,

  advise: ({ parts: [{ first }] }, { fixture }) => `Name the role itself: ${principalArnOf(fixture, first.need.by)}.`,

  /** Whoever else is let in stays. */
  fix: ({ parts }, evidence) =>
    parts.map(({ placed, first }) => {
      const sessions = otherSessions(first, evidence)
      const others = missedPrincipals(first)
        .filter(({ type, text }) => type === 'AWS' && !sessions.includes(text))
        .map(({ text }) => text)
      return setElement(placed, 'Principal', { AWS: [...others, principalArnOf(evidence.fixture, first.need.by)] })
    }),
}
