import { breakBy, decideSetUp } from '../break-grant.ts'
import type { Denial } from '../cause.ts'
import { appendStatement } from '../edit-statement.ts'
import { exemptPrincipal, principalsOf } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { documentsOfLayer } from '../find-statement.ts'
import { denialFindings, type StatementFinding } from '../findings.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { encryptedFor, keyNameOf, whoNeeds } from '../subject.ts'

export const kmsKeyPolicyExplicitDeny: Fault<StatementFinding<Denial>> = {
  id: 'kms-key-policy-explicit-deny',
  layer: 'kms-key-policy',
  tier: 2,
  confidence: 'knowledge',
  summary: 'a Deny in the key policy matches the role',
  sources: ['https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html'],
  connectors: bothConnectors,
  classes: ['kms-explicit', 'kms-resource-side'],
  verdict: 'unique',
  lookAlikes: ['kms-key-policy-lacks-role', 'bucket-policy-explicit-deny'],
  specificity: 1,

  inject: (setUp) => {
    const use = decideSetUp(setUp).find(({ need }) => need.action.startsWith('kms:'))
    const [document] = use === undefined ? [] : documentsOfLayer(setUp.fixture, use.need, 'resource')
    if (document === undefined) return undefined
    const guests = { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' } }
    const deny = {
      Sid: 'AdminsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: guests,
    }
    return breakBy(setUp, [appendStatement(document, deny)])
  },

  recognise: (evidence) => denialFindings(evidence, ({ layer, need }) => layer === 'resource' && need.action.startsWith('kms:')),

  say: ({ first }, { connection }) =>
    sentence`The policy of the key ${name(keyNameOf(first.need))} forbids the ${whoNeeds(first.need)} to use it for ${encryptedFor(first.need, connection)}.`,

  where: ({ placed }) => statementPath(placed),

  advise: ({ claims }, { fixture }) => `Except ${principalsOf(claims, fixture).join(' and ')} from this Deny.`,

  fix: (finding, evidence) => exemptPrincipal(finding, evidence),
}
