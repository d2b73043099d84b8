import { accountIdOf, keyArn } from '../../fixture/decide.ts'
import type { Fixture, Key } from '../../fixture/fixture.ts'
import { breakBy, decideSetUp, grantingStatement } from '../break-grant.ts'
import type { Edit } from '../edit.ts'
import { newDocument } from '../edit-document.ts'
import { policyOf } from '../edit-fixture.ts'
import { setResources } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { freeAccountId, freeName } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
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
    const moved = moveKey(setUp.fixture, key)
    const to = keyArn(moved, moved.keys.get(key.name) ?? key)
    return breakBy({ ...setUp, fixture: moved }, renameKey(setUp, keyArn(setUp.fixture, key), to))
  },

  recognise: (evidence) =>
    absenceFindings(
      evidence,
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

/** Gives a key to an account of its own, whose administrators alone may use it. */
function moveKey(fixture: Fixture, key: Key): Fixture {
  const account = freeName('security', fixture.accounts)
  const accounts = new Map([...fixture.accounts, [account, { name: account, id: freeAccountId(fixture), at: key.at }]])
  const Principal = { AWS: `arn:aws:iam::${accountIdOf({ ...fixture, accounts }, account)}:root` }
  const statement = { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }
  const policy = newDocument('keyPolicy', key.policy.file, policyOf([statement]))
  return { ...fixture, accounts, keys: new Map([...fixture.keys, [key.name, { ...key, account, policy }]]) }
}

function renameKey(setUp: SetUp, from: string, to: string): readonly Edit[] {
  const uses = decideSetUp(setUp).filter(({ need }) => need.resource === from)
  const placed = uses.flatMap((use) => grantingStatement(setUp, use, 'identity') ?? [])
  const distinct = new Map(placed.map((one) => [`${one.document.file.file} ${one.statement.index}`, one]))
  return [...distinct.values()].map((one) =>
    setResources(one, one.statement.resource?.patterns.map(({ text }) => (text === from ? to : text)) ?? []),
  )
}
