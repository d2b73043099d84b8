import { worker } from '../../connectors/s3-needs.ts'
import { decideSetUp } from '../break-grant.ts'
import { jsonOfDocument } from '../edit-document.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { holderIn, holderOf } from '../holder.ts'
import { swapWithTwin } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'
import { isOnBucket, workerName } from '../subject.ts'
import { findUnusedPolicies, type UnusedPolicy } from '../unused-policy.ts'

interface WrongRoleFinding extends Finding {
  readonly unused: UnusedPolicy
}

export const policyAttachedToWrongRole: Fault<WrongRoleFinding> = {
  id: 'policy-attached-to-wrong-role',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'another role or user has the policy, or the connection names the wrong one',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/all'],
  verdict: 'ambiguous',
  lookAlikes: ['policy-not-attached', 'object-arn-wrong-bucket'],
  specificity: 3,
  isAboutWholePolicy: true,

  inject: (setUp) => {
    const holder = holderOf(setUp.fixture, worker(setUp.connection))
    if (holder === undefined) return undefined
    const broken = { ...setUp, fixture: swapWithTwin(setUp.fixture, holder) }
    const onBucket = decideSetUp(broken).filter(({ need }) => isOnBucket(need, setUp.connection))
    return onBucket.every(({ decision }) => decision.outcome !== 'allowed') ? broken : undefined
  },

  recognise: (evidence) =>
    findUnusedPolicies(evidence)
      .filter(({ carriers }) => carriers.length > 0)
      .map((unused) => {
        const at = holderIn(evidence.fixture, unused.holder)?.at
        return { unused, claims: unused.claims, ...(at === undefined ? {} : { at }) }
      }),

  say: ({ unused: { carriers } }, evidence) => {
    const [other] = carriers
    const owner = name(other?.name ?? '', `${other?.type ?? 'role'} `)
    return sentence`The connection uses the ${workerName(evidence)}, which has no permission on ${name(evidence.connection.bucket)}; the ${owner} has it.`
  },

  where: ({ unused: { holder } }) =>
    `Connection settings > ${holder.type === 'role' ? 'IAM role' : 'Access key'}, or IAM > ${holder.type === 'role' ? 'Roles' : 'Users'} > ${holder.name}`,

  advise: ({ unused: { carriers, holder, name: policy } }) =>
    `Use ${carriers[0]?.name} in the connection, or give the policy ${policy} to ${holder.name}.`,

  fix: ({ unused: { document, holder, name: policy } }) =>
    document.place.kind === 'managed'
      ? [{ edit: 'attachPolicy', holder, policy }]
      : [{ edit: 'newDocument', place: { kind: 'inline', holder, name: policy }, document: jsonOfDocument(document.file) }],
}
