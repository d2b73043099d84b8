import { worker } from '../../connectors/s3-needs.ts'
import { keyArn } from '../../fixture/decide.ts'
import { breakBy, decideSetUp, grantingStatement } from '../break-grant.ts'
import { appendStatement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { holderIn, holderOf, principalArnOf } from '../holder.ts'
import { newKey } from '../new-key.ts'
import { name, sentence } from '../sentence.ts'
import { keyNameOf, whoNeeds } from '../subject.ts'

export const intermediateKmsMissing: Fault<AbsenceFinding> = {
  id: 'intermediate-kms-missing',
  layer: 'kms-key-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'the transfer bucket has a key of its own, which does not let the role use it',
  sources: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/outputs.tf',
  ],
  connectors: bothConnectors,
  classes: ['kms-resource-side', 'intermediate'],
  verdict: 'unique',
  lookAlikes: ['intermediate-role-missing-access', 'kms-key-policy-lacks-role'],
  specificity: 3,

  /** The role's own policies let it use the key. */
  inject: (setUp) => {
    const { fixture, connection } = setUp
    const bucket = fixture.buckets.get(connection.intermediateBucket ?? '')
    const holder = holderOf(fixture, worker(connection))
    const reading = decideSetUp(setUp).find(({ need, decision }) => need.step === 'im.get' && decision.outcome === 'allowed')
    const placed = reading === undefined ? undefined : grantingStatement(setUp, reading, 'identity')
    if (bucket === undefined || bucket.encryptionKey !== undefined || holder === undefined || placed === undefined) return undefined
    if (holderIn(fixture, holder)?.account === bucket.account) return undefined
    const key = newKey(fixture, 'transfer', bucket)
    const encrypted = {
      ...fixture,
      keys: new Map([...fixture.keys, [key.name, key]]),
      buckets: new Map([...fixture.buckets, [bucket.name, { ...bucket, encryptionKey: key.name }]]),
    }
    const use = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn(fixture, key) }
    return breakBy({ fixture: encrypted, connection }, [appendStatement(placed.document, use)])
  },

  recognise: (evidence) =>
    absenceFindings(evidence, ({ layer, need }) => layer === 'resource' && need.action.startsWith('kms:') && need.step.startsWith('im.')),

  say: ({ first }, { connection }) =>
    sentence`Our key ${name(keyNameOf(first.need))} of the transfer bucket ${name(connection.intermediateBucket ?? '')} does not let the ${whoNeeds(first.need)} use it yet.`,

  where: ({ first }) => `KMS (vendor side) > Customer managed keys > ${keyNameOf(first.need)} > Key policy`,

  advise: ({ first, claims }, { fixture }) =>
    `Allow ${principalArnOf(fixture, first.need.by)} ${[...new Set(claims.map(({ need }) => need.action))].join(' and ')} in the policy of the key.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
