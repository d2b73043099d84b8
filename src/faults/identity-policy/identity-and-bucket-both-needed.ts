import { breakGrants, decideSetUp, dropAction } from '../break-grant.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantMissing } from '../grant.ts'
import { coversAll, isAbsent } from '../miss.ts'
import { consolePath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { isOfReader, isOnBucket, whoNeeds } from '../subject.ts'

export const identityAndBucketBothNeeded: Fault<AbsenceFinding> = {
  id: 'identity-and-bucket-both-needed',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'across accounts the bucket policy alone is not enough: the role needs the permission as well',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
  ],
  connectors: bothConnectors,
  classes: ['s3-403-bare', 'identity-implicit/all'],
  verdict: 'ambiguous',
  lookAlikes: ['bucket-policy-missing-principal'],
  specificity: 1,

  inject: (setUp) => {
    const onBucket = decideSetUp(setUp).filter(({ need }) => isOnBucket(need, setUp.connection))
    if (!onBucket.some(({ decision }) => decision.crossAccount)) return undefined
    return breakGrants(setUp, 'identity', (need) => isOnBucket(need, setUp.connection), dropAction)
  },

  recognise: (evidence) => {
    const { decided, causes, connection } = evidence
    const onBucket = decided.filter(({ need }) => isOnBucket(need, connection) && !isOfReader(need))
    // A point that is closed to the way of a request says nothing about whom the bucket lets in.
    const shutOut = new Set(causes.filter(({ cause, layer }) => layer === 'resource' && cause !== 'shutOut').map(({ need }) => need))
    return absenceFindings(evidence, (cause) => cause.layer === 'identity' && isAbsent(cause) && isOnBucket(cause.need, connection)).filter(
      ({ claims }) => coversAll(onBucket, claims) && claims.some((cause) => isAcrossAccounts(cause) && !shutOut.has(cause.need)),
    )
  },

  say: ({ first }, { connection }) =>
    sentence`The bucket ${name(connection.bucket)} lets the ${whoNeeds(first.need)} in, but nothing on its own side allows it to go there.`,

  where: ({ document }) => (document === undefined ? 'IAM > Permissions' : consolePath(document.place)),

  advise: ({ claims }) => `Allow the same actions in its own policy: ${[...new Set(claims.map(({ need }) => need.action))].join(', ')}.`,

  fix: ({ claims }, evidence) => grantMissing(evidence, claims),
}

/** Files that the role has written itself may belong to its own account; the bucket does not. */
const isAcrossAccounts = ({ decision }: AbsenceFinding['first']): boolean => decision.crossAccount
