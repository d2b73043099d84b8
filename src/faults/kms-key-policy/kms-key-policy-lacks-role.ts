import { breakGrants } from '../break-grant.ts'
import { besideCatalogKey } from '../catalog-key.ts'
import { setElement } from '../edit-statement.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { keyAdministration } from '../key-administration.ts'
import { name, sentence } from '../sentence.ts'
import { isFileKeyUse, keyNameOf, whoNeeds } from '../subject.ts'

export const kmsKeyPolicyLacksRole: Fault<AbsenceFinding> = {
  id: 'kms-key-policy-lacks-role',
  layer: 'kms-key-policy',
  tier: 1,
  confidence: 'observed',
  summary: 'the key policy lets neither the role nor its account use the key',
  sources: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
    'https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html',
    'https://github.com/etleap/terraform-aws-etleap-vpc/blob/main/outputs.tf',
  ],
  connectors: bothConnectors,
  classes: ['kms-resource-side'],
  verdict: 'ambiguous',
  lookAlikes: ['kms-decrypt-missing', 'kms-generate-datakey-missing', 'kms-key-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) =>
    breakGrants(setUp, 'resource', isFileKeyUse, (placed) =>
      setElement(placed, 'Action', keyAdministration, placed.statement.action.element),
    ),

  recognise: (evidence) =>
    absenceFindings(besideCatalogKey(evidence), ({ layer, need }) => layer === 'resource' && need.action.startsWith('kms:')),

  say: ({ first }, { connection }) =>
    sentence`The key ${name(keyNameOf(first.need))}, which encrypts ${name(connection.bucket)}, does not let the ${whoNeeds(first.need)} use it.`,

  where: ({ first }) => `KMS > Customer managed keys > ${keyNameOf(first.need)} > Key policy`,

  advise: ({ first, claims }, { fixture }) =>
    `Allow ${principalArnOf(fixture, first.need.by)} ${[...new Set(claims.map(({ need }) => need.action))].join(' and ')} in the key policy.`,

  fix: ({ claims }, evidence) => grantAnew(evidence, claims),
}
