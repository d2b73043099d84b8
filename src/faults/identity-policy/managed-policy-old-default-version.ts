import { worker } from '../../connectors/s3-needs.ts'
import { breakGrants, dropAction } from '../break-grant.ts'
import type { Absence, Miss } from '../cause.ts'
import { jsonOfDocument, newDocument } from '../edit-document.ts'
import { applyEdits } from '../edit-fixture.ts'
import type { Evidence } from '../evidence.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { isAbsence, isMiss } from '../findings.ts'
import { carriersOf, holderIn, holderOf } from '../holder.ts'
import { changeEntry } from '../map-entry.ts'
import { makeManaged } from '../rearrange-fixture.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { asksFor, deedsOf, whoNeeds } from '../subject.ts'
import { wouldAllow } from '../unused-policy.ts'

interface OldVersionFinding extends Finding {
  readonly policy: string
  /** The place of the better version among those that are not the default. */
  readonly index: number
  readonly first: Absence | Miss
  readonly claims: readonly (Absence | Miss)[]
}

export const managedPolicyOldDefaultVersion: Fault<OldVersionFinding> = {
  id: 'managed-policy-old-default-version',
  layer: 'identity-policy',
  tier: 1,
  confidence: 'documented',
  summary: 'the corrected policy was saved as a new version, and the old version is still the default',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
  ],
  connectors: bothConnectors,
  classes: ['identity-implicit'],
  verdict: 'ambiguous',
  lookAlikes: ['get-object-action-missing', 'policy-not-attached'],
  specificity: 3,
  isAboutWholePolicy: true,

  inject: (setUp) => {
    const managed = asManaged(setUp)
    const broken = managed && breakGrants(managed, 'identity', asksFor(setUp, 's3:GetObject'), dropAction)
    if (managed === undefined || broken === undefined) return undefined
    const changed = [...broken.fixture.policies.values()].find(({ name: policy, document }) => {
      const before = managed.fixture.policies.get(policy)?.document
      return before !== undefined && before.text !== document.text
    })
    const good = changed && managed.fixture.policies.get(changed.name)?.document
    if (changed === undefined || good === undefined) return undefined
    const version = newDocument('managedVersion', good.file.replace(/(\.\w+)$/, '-v2.json'), jsonOfDocument(good))
    const policies = changeEntry(broken.fixture.policies, changed.name, (policy) => ({ ...policy, otherVersions: [version] }))
    return { ...broken, fixture: { ...broken.fixture, policies } }
  },

  recognise: (evidence) => findOldVersions(evidence),

  say: ({ policy, claims, first }) =>
    sentence`The policy ${name(policy)} has a version that lets the ${whoNeeds(first.need)} ${deedsOf(claims.map(({ need }) => need))}, but an older one is in force.`,

  where: ({ policy }) => `IAM > Policies > ${policy} > Policy versions`,

  advise: () => 'Set the corrected version as the default.',

  fix: ({ policy, index }) => [{ edit: 'defaultVersion', policy, index }],
}

/** The set-up with the worker's inline policies as managed ones. */
function asManaged(setUp: SetUp): SetUp | undefined {
  const holder = holderOf(setUp.fixture, worker(setUp.connection))
  const inline = holder === undefined ? [] : [...(holderIn(setUp.fixture, holder)?.inline.keys() ?? [])]
  if (holder === undefined || inline.length === 0) return undefined
  const fixture = inline.reduce((made, policy) => makeManaged(made, holder, policy), setUp.fixture)
  const made = [...fixture.policies.keys()].filter((policy) => !setUp.fixture.policies.has(policy))
  return applyEdits(
    { ...setUp, fixture },
    made.map((policy) => ({ edit: 'attachPolicy', holder, policy }) as const),
  )
}

/** The version of an attached policy that gives most of what is missing. */
function findOldVersions(evidence: Evidence): readonly OldVersionFinding[] {
  const { fixture, connection, causes } = evidence
  const holder = holderOf(fixture, worker(connection))
  const missing = causes.filter((cause): cause is Absence | Miss => (isAbsence(cause) || isMiss(cause)) && cause.layer === 'identity')
  const attached = holder === undefined ? [] : carriersOf(fixture, holder).flatMap((carrier) => holderIn(fixture, carrier)?.attached ?? [])
  return attached
    .flatMap((name) => fixture.policies.get(name) ?? [])
    .flatMap((policy) =>
      policy.otherVersions.flatMap((version, index): readonly OldVersionFinding[] => {
        const claims = missing.filter(({ need }) => wouldAllow(evidence, need, version))
        const [first] = claims
        return first === undefined ? [] : [{ policy: policy.name, index, first, claims, at: policy.at }]
      }),
    )
    .toSorted((a, b) => b.claims.length - a.claims.length)
    .slice(0, 1)
}
