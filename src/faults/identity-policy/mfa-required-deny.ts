import { worker } from '../../connectors/s3-needs.ts'
import { breakBy } from '../break-grant.ts'
import { denyingConditions } from '../bucket-side.ts'
import type { Denial } from '../cause.ts'
import { policyOf } from '../edit-fixture.ts'
import { exemptNeeds } from '../exempt.ts'
import { bothConnectors, type Fault } from '../fault.ts'
import { type ConditionFinding, conditionFindings, denialFindings, type StatementFinding } from '../findings.ts'
import { grantAnew } from '../grant.ts'
import { holderOf } from '../holder.ts'
import { isOnKey } from '../miss.ts'
import { statementPath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import { bucketOf, whoNeeds } from '../subject.ts'

/** What somebody needs to register a device, as AWS's own example has it. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html */
const registration = [
  'iam:CreateVirtualMFADevice',
  'iam:EnableMFADevice',
  'iam:ListMFADevices',
  'iam:ResyncMFADevice',
  'sts:GetSessionToken',
]

const forbiddingMfa = (denial: Denial) => denyingConditions(denial, 'aws:multifactorauthpresent', 'aws:multifactorauthage')

/** An Allow with such a condition keeps a connector out as a Deny does. */
type MfaFinding = StatementFinding<Denial> | ConditionFinding

const isOfDenial = (finding: MfaFinding): finding is StatementFinding<Denial> => finding.first.cause === 'denial'

const conditionIn = ({ first }: MfaFinding): string | undefined =>
  first.cause === 'miss' ? first.element.condition.key : forbiddingMfa(first)[0]?.condition.key

export const mfaRequiredDeny: Fault<MfaFinding> = {
  id: 'mfa-required-deny',
  layer: 'identity-policy',
  tier: 2,
  confidence: 'documented',
  summary: 'a Deny asks for multi-factor authentication, which no connector can do',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent',
    'https://repost.aws/knowledge-center/iam-explicit-deny-errors',
  ],
  connectors: bothConnectors,
  classes: ['identity-explicit'],
  verdict: 'ambiguous',
  lookAlikes: ['explicit-deny-identity'],
  specificity: 1,

  inject: (setUp) => {
    const holder = holderOf(setUp.fixture, worker(setUp.connection))
    if (holder === undefined) return undefined
    const deny = {
      Sid: 'DenyUnlessSignedInWithMFA',
      Effect: 'Deny',
      NotAction: registration,
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    }
    return breakBy(setUp, [{ edit: 'newDocument', place: { kind: 'inline', holder, name: 'require-mfa' }, document: policyOf([deny]) }])
  },

  recognise: (evidence) => [
    ...denialFindings(evidence, (denial) => denial.layer === 'identity' && forbiddingMfa(denial).length > 0),
    ...conditionFindings(
      evidence,
      (miss) => miss.layer === 'identity' && isOnKey(miss.element, 'aws:multifactorauthpresent', 'aws:multifactorauthage'),
    ),
  ],

  say: ({ first }, { connection }) =>
    sentence`The ${whoNeeds(first.need)} may use ${name(bucketOf(first.need) ?? connection.bucket)} only with a second factor, as a person has one, and a connector has none.`,

  where: (finding) => `${statementPath(finding.placed)} > Condition ${conditionIn(finding)}`,

  advise: ({ first }, { connection }) =>
    first.cause === 'miss'
      ? `Allow what the connection does in ${bucketOf(first.need) ?? connection.bucket} without this condition.`
      : `Take what the connection does in ${bucketOf(first.need) ?? connection.bucket} out of this Deny.`,

  fix: (finding, evidence) => (isOfDenial(finding) ? exemptNeeds(finding, evidence) : grantAnew(evidence, finding.claims)),
}
