import type { S3Connection } from '../connectors/connection.ts'
import type { Need } from '../fixture/need.ts'
import { breakBy, breakGrants, dropAction } from './break-grant.ts'
import type { Absence, Miss } from './cause.ts'
import type { Fault } from './fault.ts'
import { type AbsenceFinding, absenceFindings } from './findings.ts'
import { grantMissing, leastResources } from './grant.ts'
import { isAbsent, missedResource } from './miss.ts'
import { consolePath } from './placed-document.ts'
import type { SetUp } from './set-up.ts'
import { withOption } from './with-option.ts'

type Facts = Omit<Fault<AbsenceFinding>, 'layer' | 'specificity' | 'inject' | 'recognise' | 'where' | 'advise' | 'fix'>

/** A fault of the kind "no identity policy gives the action": only which action, and what to say, differ. */
export const missingAction = (
  facts: Facts & {
    readonly concerns: (need: Need, setUp: SetUp) => boolean
    /** What the connection does besides the usual, where only that asks for the action. */
    readonly option?: Partial<S3Connection>
  },
): Fault<AbsenceFinding> => ({
  ...facts,
  layer: 'identity-policy',
  specificity: 0,
  inject: (setUp) => {
    if (!facts.connectors.includes(setUp.connection.connector)) return undefined
    const asking = facts.option === undefined ? setUp : withOption(setUp, facts.option)
    const concerns = (need: Need): boolean => facts.concerns(need, setUp)
    return asking && (breakGrants(asking, 'identity', concerns, dropAction) ?? (asking === setUp ? undefined : breakBy(asking, [])))
  },
  recognise: (evidence) =>
    absenceFindings(
      evidence,
      (cause) => cause.layer === 'identity' && (isAbsent(cause) || isOnObjectsAlone(cause)) && facts.concerns(cause.need, evidence),
    ),
  where: ({ document }) => (document === undefined ? 'IAM > Permissions' : consolePath(document.place)),
  advise: ({ claims }, evidence) => {
    const actions = [...new Set(claims.map(({ need }) => need.action))]
    const resources = [...new Set(claims.flatMap(({ need }) => leastResources(evidence, need)))]
    return `Allow ${actions.join(', ')} on ${resources.join(', ')}.`
  },
  fix: ({ claims }, evidence) => grantMissing(evidence, claims),
})

/** Listing on the objects of a bucket is a fault of its own; what else is asked of a bucket is not given by that either. */
const isOnObjectsAlone = (cause: Absence | Miss): boolean =>
  cause.cause === 'miss' && cause.need.action !== 's3:ListBucket' && missedResource(cause)?.relation === 'objectsOfBucket'
