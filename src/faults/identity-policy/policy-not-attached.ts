import { worker } from '../../connectors/s3-needs.ts'
import { decideSetUp } from '../break-grant.ts'
import { applyEdits } from '../edit-fixture.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { holderIn, holderOf } from '../holder.ts'
import { makeManaged } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'
import { isOnBucket, workerName } from '../subject.ts'
import { findUnusedPolicies, type UnusedPolicy } from '../unused-policy.ts'

interface NotAttachedFinding extends Finding {
  readonly unused: UnusedPolicy
}

export const policyNotAttached: Fault<NotAttachedFinding> = {
  id: 'policy-not-attached',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the policy exists, but it is attached to nothing',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html',
    'https://segment.com/docs/connections/storage/catalog/aws-s3/',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit/all'],
  verdict: 'ambiguous',
  lookAlikes: ['policy-attached-to-wrong-role', 'object-arn-wrong-bucket', 'identity-source-ip-condition'],
  specificity: 3,
  isAboutWholePolicy: true,

  inject: (setUp) => {
    const holder = holderOf(setUp.fixture, worker(setUp.connection))
    const identity = holder === undefined ? undefined : holderIn(setUp.fixture, holder)
    if (holder === undefined || identity === undefined || [...identity.inline, ...identity.attached].length === 0) return undefined
    const managed = [...identity.inline.keys()].reduce((fixture, policy) => makeManaged(fixture, holder, policy), setUp.fixture)
    const attached = holderIn(managed, holder)?.attached ?? []
    const broken = applyEdits(
      { ...setUp, fixture: managed },
      attached.filter((policy) => managed.policies.has(policy)).map((policy) => ({ edit: 'detachPolicy', holder, policy }) as const),
    )
    const onBucket = decideSetUp(broken).filter(({ need }) => isOnBucket(need, setUp.connection))
    return onBucket.every(({ decision }) => decision.outcome !== 'allowed') ? broken : undefined
  },

  recognise: (evidence) =>
    findUnusedPolicies(evidence)
      .filter(({ carriers }) => carriers.length === 0)
      .map((unused) => {
        const at = holderIn(evidence.fixture, unused.holder)?.at
        return { unused, claims: unused.claims, ...(at === undefined ? {} : { at }) }
      }),

  say: ({ unused }, evidence) =>
    sentence`The policy ${name(unused.name)} is not attached to the ${workerName(evidence)}, which therefore has no permission on ${name(evidence.connection.bucket)}.`,

  where: ({ unused: { holder } }) => `IAM > ${holder.type === 'role' ? 'Roles' : 'Users'} > ${holder.name} > Permissions`,

  advise: ({ unused }) => `Attach the policy ${unused.name} to ${unused.holder.name}.`,

  fix: ({ unused }) => [{ edit: 'attachPolicy', holder: unused.holder, policy: unused.name }],
}
