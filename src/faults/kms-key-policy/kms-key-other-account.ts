import { decideSetUp } from '../break-grant.ts'
import { besideCatalogKey } from '../catalog-key.ts'
import { newDocument } from '../edit-document.ts'
import { policyOf } from '../edit-fixture.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { isMet } from '../find-causes.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { moveKey } from '../move-key.ts'
import { name, sentence } from '../sentence.ts'
import { keyNameOf, whoNeeds } from '../subject.ts'

const accountOf = (arn: string): string => arn.split(':')[4] ?? ''

export const kmsKeyOtherAccount: Fault<AbsenceFinding> = {
  id: 'kms-key-other-account',
  layer: 'kms-key-policy',
  tier: 2,
  confidence: 'observed',
  summary: 'the key of the bucket belongs to another account, and its policy does not let the role use it',
  sources: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
    'https://github.com/ministryofjustice/modernisation-platform/pull/10122',
  ],
  connectors: bothConnectors,
  classes: ['kms-resource-side'],
  verdict: 'ambiguous',
  lookAlikes: ['kms-key-policy-lacks-role', 'object-owned-by-other-account'],
  specificity: 2,

  /** The policies of the role name the key where it is. */
  inject: (setUp) => {
    const key = setUp.fixture.keys.get(setUp.fixture.buckets.get(setUp.connection.bucket)?.encryptionKey ?? '')
    if (key === undefined) return undefined
    const moved = moveKey(setUp, key, (ofAccount) => newDocument('keyPolicy', key.policy.file, policyOf([ofAccount])))
    return decideSetUp(moved).every(isMet) ? undefined : moved
  },

  recognise: (evidence) =>
    absenceFindings(
      besideCatalogKey(evidence),
      ({ layer, need }) =>
        layer === 'resource' &&
        need.action.startsWith('kms:') &&
        accountOf(need.resource) !== accountOf(principalArnOf(evidence.fixture, need.by)),
    ),

  say: ({ first }, { connection }) =>
    sentence`The key ${name(keyNameOf(first.need))} of ${name(connection.bucket)} belongs to account ${name(accountOf(first.need.resource))}, which does not let the ${whoNeeds(first.need)} use it.`,

  where: ({ first }) => `KMS (account ${accountOf(first.need.resource)}) > Customer managed keys > ${keyNameOf(first.need)} > Key policy`,

  advise: ({ first, claims }, { fixture }) =>
    `Allow ${principalArnOf(fixture, first.need.by)} ${[...new Set(claims.map(({ need }) => need.action))].join(' and ')} in the policy of the key.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
