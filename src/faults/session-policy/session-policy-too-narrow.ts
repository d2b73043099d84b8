import { worker } from '../../connectors/s3-needs.ts'
import { findRole, policyArn } from '../../fixture/decide.ts'
import { breakBy } from '../break-grant.ts'
import type { Cause } from '../cause.ts'
import { newDocument } from '../edit-document.ts'
import { policyOf } from '../edit-fixture.ts'
import { exemptNeeds } from '../exempt.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { group, homeOf, isDenial } from '../findings.ts'
import { grantAnew, statementsFor } from '../grant.ts'
import { needsOf } from '../needs-of.ts'
import { freeName } from '../rearrange-fixture.ts'
import { sentence } from '../sentence.ts'
import { asksFor, deedsOf, location, objectsArn, whoNeeds } from '../subject.ts'

interface SessionPolicyFinding extends Finding {
  readonly first: Cause
}

export const sessionPolicyTooNarrow: Fault<SessionPolicyFinding> = {
  id: 'session-policy-too-narrow',
  layer: 'session-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the connector limits its session by a policy of its own, which does not cover what it does',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://github.com/lakekeeper/lakekeeper/issues/1795',
  ],
  connectors: bothConnectors,
  classes: ['session-implicit', 's3-403-bare'],
  verdict: 'unique',
  lookAlikes: ['list-prefix-condition-mismatch', 'permissions-boundary-no-s3'],
  specificity: 3,

  /** It is for one folder in the folder of the connection. */
  inject: (setUp) => {
    const { fixture, connection } = setUp
    const role = findRole(fixture, connection.roleArn ?? '')
    if (role === undefined || connection.sessionPolicyArn !== undefined) return undefined
    const needs = needsOf(setUp).filter(({ by }) => JSON.stringify(by) === JSON.stringify(worker(connection)))
    const isReading = asksFor(setUp, 's3:GetObject')
    const { bucket, baseDirectory } = connection
    const folder = objectsArn(bucket, baseDirectory === '' ? 'incoming' : `${baseDirectory}/incoming`)
    const statements = [
      ...statementsFor(
        setUp,
        needs.filter((need) => !isReading(need)),
        false,
      ),
      { Effect: 'Allow', Action: 's3:GetObject', Resource: folder },
    ]
    const policy = freeName('etl-session', fixture.policies)
    const document = newDocument('managed', `${fixture.at.file.replace(/[^/]*$/, '')}${policy}.json`, policyOf(statements))
    const managed = { name: policy, at: fixture.at, account: role.account, path: '/', document, otherVersions: [] }
    const limited = { ...fixture, policies: new Map([...fixture.policies, [policy, managed]]) }
    return breakBy({ fixture: limited, connection: { ...connection, sessionPolicyArn: policyArn(fixture, managed) } }, [])
  },

  recognise: (evidence) =>
    group(
      evidence.causes.filter(({ layer }) => layer === 'session'),
      (cause) => (cause.cause === 'denial' ? `denied ${cause.placed.statement.index}` : 'missing'),
    ).map((claims) => {
      const [first] = claims
      const at = placeOf(first) ?? homeOf(evidence, first)?.file.policy.at
      return { claims, first, ...(at === undefined ? {} : { at }) }
    }),

  say: ({ claims, first }, { connection }) =>
    sentence`Our own session of the ${whoNeeds(first.need)} is limited so that it cannot ${deedsOf(claims.map(({ need }) => need))} in ${location(connection)}.`,

  where: (_, { connection }) => `Vendor side: session policy ${connection.sessionPolicyArn}`,

  advise: ({ claims }) =>
    `Let the session policy allow ${[...new Set(claims.map(({ need }) => need.action))].join(', ')} as well; nothing is wrong in the customer's account.`,

  fix: ({ claims, first }, evidence) => {
    const denied = claims.filter(isDenial)
    const [denial] = denied
    if (denial !== undefined) return exemptNeeds({ claims: denied, first: denial, placed: denial.placed }, evidence)
    const missing = claims.flatMap((cause) => (cause.cause === 'miss' || cause.cause === 'absence' ? [cause] : []))
    return first.layer === 'session' ? grantAnew(evidence, missing) : []
  },
}

const placeOf = (cause: Cause): Finding['at'] =>
  cause.cause === 'miss' ? cause.element.at : cause.cause === 'denial' ? cause.trace.at : undefined
