import type { Need } from '../fixture/need.ts'
import { breakGrants, dropAction } from './break-grant.ts'
import type { Fault } from './fault.ts'
import { type AbsenceFinding, absenceFindings } from './findings.ts'
import { grantMissing, leastResources } from './grant.ts'
import { isAbsent } from './miss.ts'
import { consolePath } from './placed-document.ts'
import type { SetUp } from './set-up.ts'

type Facts = Omit<Fault<AbsenceFinding>, 'layer' | 'specificity' | 'inject' | 'recognise' | 'where' | 'advise' | 'fix'>

/** A fault of the kind "no identity policy gives the action": only which action, and what to say, differ. */
export const missingAction = (facts: Facts & { readonly concerns: (need: Need, setUp: SetUp) => boolean }): Fault<AbsenceFinding> => ({
  ...facts,
  layer: 'identity-policy',
  specificity: 0,
  inject: (setUp) => breakGrants(setUp, 'identity', (need) => facts.concerns(need, setUp), dropAction),
  recognise: (evidence) =>
    absenceFindings(evidence, (cause) => cause.layer === 'identity' && isAbsent(cause) && facts.concerns(cause.need, evidence)),
  where: ({ document }) => (document === undefined ? 'IAM > Permissions' : consolePath(document.place)),
  advise: ({ claims }, evidence) => {
    const actions = [...new Set(claims.map(({ need }) => need.action))]
    const resources = [...new Set(claims.flatMap(({ need }) => leastResources(evidence, need)))]
    return `Allow ${actions.join(', ')} on ${resources.join(', ')}.`
  },
  fix: ({ claims }, evidence) => grantMissing(evidence, claims),
})
