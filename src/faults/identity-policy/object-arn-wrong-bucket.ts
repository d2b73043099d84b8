import { breakGrants } from '../break-grant.ts'
import type { Miss } from '../cause.ts'
import { replaceResources } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { group, isMiss, missFindings, type StatementFinding } from '../findings.ts'
import { mendResources } from '../grant.ts'
import { coversAll, missedResource } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { coversResource, isLikeBucket } from '../relate-resource.ts'
import { name, sentence } from '../sentence.ts'
import { bucketArn, bucketOf, deedsOf, isOnBucket, whoNeeds } from '../subject.ts'

interface WrongBucketFinding extends StatementFinding<Miss> {
  /** The bucket that the policy names instead. */
  readonly other: string
  /** Whether nothing at all is allowed on the right one. */
  readonly isWhole: boolean
}

const otherBucket = (miss: Miss): string | undefined => {
  const relation = missedResource(miss)
  return relation?.relation === 'otherBucket' ? relation.bucket : undefined
}

export const objectArnWrongBucket: Fault<WrongBucketFinding> = {
  id: 'object-arn-wrong-bucket',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the policy was copied and still names another bucket',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/all'],
  verdict: 'ambiguous',
  lookAlikes: ['policy-not-attached', 'policy-attached-to-wrong-role', 'list-action-missing', 'object-arn-missing-wildcard'],
  specificity: 2,

  inject: (setUp) => {
    const own = bucketArn(setUp.connection.bucket)
    return breakGrants(
      setUp,
      'identity',
      (need) => isOnBucket(need, setUp.connection),
      (placed, { need }) => {
        const texts = (placed.statement.resource?.patterns ?? [])
          .map(({ text }) => text)
          .filter((text) => coversResource(text, need.resource))
        const [text] = texts
        if (text === undefined || texts.length > 1 || !(text === own || text.startsWith(`${own}/`))) return undefined
        return replaceResources(placed, (other) => other === text, [text.replace(own, `${own}-dev`)])
      },
    )
  },

  /** A policy that is about another bucket alone was meant for this one if it would give everything, or if the names are nearly the same. */
  recognise: ({ causes, decided, fixture, connection }) => {
    const onBucket = decided.filter(({ need }) => isOnBucket(need, connection))
    return group(
      causes.filter(isMiss).filter((miss) => miss.layer === 'identity' && otherBucket(miss) !== undefined),
      (miss) => `${otherBucket(miss)} ${JSON.stringify(miss.need.by)}`,
    ).flatMap((claims) => {
      const [first] = claims
      const other = otherBucket(first) ?? ''
      const isWhole = coversAll(onBucket, claims)
      const wasMeant = isWhole || isLikeBucket(other, bucketOf(first.need) ?? '')
      return fixture.buckets.has(other) || !wasMeant ? [] : [{ claims, first, placed: first.placed, at: first.element.at, other, isWhole }]
    })
  },

  say: ({ claims, first, other, isWhole }) => {
    const [who, bucket] = [whoNeeds(first.need), name(bucketOf(first.need) ?? '')]
    if (isWhole) return sentence`The ${who} has no permission on ${bucket}: its policy is for ${name(other)}.`
    const needs = claims.map(({ need }) => need)
    return sentence`The ${who} may not ${deedsOf(needs)} in ${bucket}: this part of its policy is for ${name(other)}.`
  },

  where: ({ placed }) => `${statementPath(placed)} > Resource`,

  advise: ({ first, other }) => `Replace ${other} by ${bucketOf(first.need)} wherever the policy names it.`,

  fix: ({ claims }, evidence) => missFindings({ causes: claims }, () => true).flatMap((finding) => mendResources(evidence, finding)),
}
