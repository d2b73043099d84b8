import { worker } from '../connectors/s3-needs.ts'
import { authorize } from '../engine/authorize.ts'
import { policyArn } from '../fixture/decide.ts'
import type { PolicyFile } from '../fixture/fixture.ts'
import type { Absence, Decided, Miss } from './cause.ts'
import { type Evidence, ownBucketsOf } from './evidence.ts'
import { isAbsence, isGap } from './findings.ts'
import { carriersOf, holderIn, holderOf } from './holder.ts'
import { findIntended } from './intended-statement.ts'
import { meantBucket } from './meant-bucket.ts'
import { documentsOf, type Holder, type PlacedDocument } from './placed-document.ts'
import { isOnBucket } from './subject.ts'

/** A policy that does not count for the connection's identity, but would give what is missing if it did. */
export interface UnusedPolicy {
  readonly document: PlacedDocument
  readonly name: string
  readonly holder: Holder
  /** Who has it: nobody where it is attached to nothing. */
  readonly carriers: readonly Holder[]
  readonly claims: readonly (Absence | Miss)[]
  /** How many of those it gives as it stands; for the others it has a statement with a slip, which shows when it counts. */
  readonly gives: number
}

/**
 * Looks for them when the identity may neither list nor read nor write in the bucket. Only policies count that name the bucket, or the one that was meant, so
 * that nobody is told to attach an administrator's.
 */
export function findUnusedPolicies(evidence: Evidence): readonly UnusedPolicy[] {
  const { fixture, connection, decided } = evidence
  const holder = holderOf(fixture, worker(connection))
  const onBucket = decided.filter(({ need }) => isOnBucket(need, connection))
  const isUsed = onBucket.some((one) => isAllowedToIdentity(one) && usual.has(one.need.action))
  if (holder === undefined || onBucket.length === 0 || isUsed) return []
  const bucket = meantBucket(evidence) ?? connection.bucket
  const candidates = documentsOf(fixture)
    .flatMap((document) => candidateOf(evidence, holder, document) ?? [])
    .sort((a, b) => b.gives - a.gives || b.claims.length - a.claims.length)
  // What a guardrail refuses besides is no missing permission yet, and would be one.
  const refused = onBucket.filter(({ decision }) => decision.outcome !== 'allowed')
  const isOfBucket = ({ document, claims }: UnusedPolicy): boolean =>
    versionsOf(evidence, document).some(({ text }) => text.includes(`:::${bucket}`)) &&
    (claims.some(({ need }) => bucket !== connection.bucket || isOnBucket(need, connection)) ||
      refused.some(({ need }) => wouldAllow(evidence, need, document.file)))
  return together(candidates.find(isOfBucket), candidates)
}

/** The policy, where it would give something that is missing, or was meant to and nobody has it. */
function candidateOf(evidence: Evidence, holder: Holder, document: PlacedDocument): UnusedPolicy | undefined {
  const { fixture, causes } = evidence
  const found = carriersOfDocument(evidence, document)
  const own = carriersOf(fixture, holder)
  if (found === undefined || found.account !== holderIn(fixture, holder)?.account) return undefined
  if (found.carriers.some((one) => includes(own, one))) return undefined
  const missing = causes.filter(isGap).filter(({ layer }) => layer === 'identity')
  // Of a policy that nobody has, the version in force may be the wrong one besides, which shows when it counts.
  const versions = found.carriers.length > 0 ? [document.file] : versionsOf(evidence, document)
  const given = missing.filter(({ need }) => versions.some((version) => wouldAllow(evidence, need, version)))
  if (given.length === 0 && found.carriers.length > 0) return undefined
  const rest = missing.filter((cause) => isAbsence(cause) && !given.includes(cause))
  const claims = [...given, ...rest.filter(({ need }) => wasMeantFor(evidence, need, document.file))]
  return claims.length === 0 ? undefined : { document, holder, ...found, claims, gives: given.length }
}

/** The document in force, and those of the other versions of a managed policy. */
function versionsOf({ fixture }: Evidence, { file, place }: PlacedDocument): readonly PolicyFile[] {
  return [file, ...(place.kind === 'managed' ? (fixture.policies.get(place.name)?.otherVersions ?? []) : [])]
}

/** What every connection does; who may only look up a region has none of the policies that are meant for it. */
const usual: ReadonlySet<string> = new Set(['s3:ListBucket', 's3:GetObject', 's3:PutObject', 's3:DeleteObject'])

/** The one that gives most on the bucket, and those that whoever has it has too, as long as they give more on buckets that they name. */
function together(first: UnusedPolicy | undefined, candidates: readonly UnusedPolicy[]): readonly UnusedPolicy[] {
  if (first === undefined) return []
  const taken = [first]
  for (const next of candidates.filter((one) => one !== first && hasSameCarriers(one, first))) {
    const more = next.claims.filter((claim) => namesBucketOf(next, claim) && !taken.some((one) => one.claims.includes(claim)))
    if (more.length > 0) taken.push({ ...next, claims: more })
  }
  return taken
}

const hasSameCarriers = (one: UnusedPolicy, { carriers }: UnusedPolicy): boolean =>
  one.carriers.length === carriers.length && one.carriers.every((carrier) => includes(carriers, carrier))

function namesBucketOf({ document }: UnusedPolicy, { need }: Absence | Miss): boolean {
  const bucket = /:::[^/]+/.exec(need.resource)?.[0]
  return bucket !== undefined && document.file.text.includes(bucket)
}

/** Whether the policies of the identity itself allow it, whatever others say. */
const isAllowedToIdentity = ({ decision }: Pick<Decided, 'decision'>): boolean =>
  decision.because.some(({ layer, outcome }) => layer === 'identity' && outcome === 'allowed')

const includes = (holders: readonly Holder[], { type, name }: Holder): boolean =>
  holders.some((holder) => holder.type === type && holder.name === name)

/** A policy of the session is in use, though nobody has it. */
function carriersOfDocument(
  { fixture, connection }: Evidence,
  { place }: PlacedDocument,
): { readonly name: string; readonly account: string; readonly carriers: readonly Holder[] } | undefined {
  if (place.kind === 'inline') {
    const account = holderIn(fixture, place.holder)?.account
    return account === undefined ? undefined : { name: place.name, account, carriers: [place.holder] }
  }
  if (place.kind !== 'managed') return undefined
  const policy = fixture.policies.get(place.name)
  if (policy !== undefined && policyArn(fixture, policy) === connection.sessionPolicyArn) return undefined
  const holders = (['user', 'group', 'role'] as const).flatMap((type) =>
    [...{ user: fixture.users, group: fixture.groups, role: fixture.roles }[type].values()]
      .filter(({ attached }) => attached.includes(place.name))
      .map(({ name }): Holder => ({ type, name })),
  )
  return policy === undefined ? undefined : { name: place.name, account: policy.account, carriers: holders }
}

/** Whether the policy allows the need, whatever else there is. */
export function wouldAllow(evidence: Evidence, need: Absence['need'], file: PolicyFile): boolean {
  const decided = decideBy(evidence, need, file)
  return decided !== undefined && isAllowedToIdentity(decided)
}

/** Whether a statement of the policy is about the need, and would allow it but for a slip. */
function wasMeantFor(evidence: Evidence, need: Absence['need'], file: PolicyFile): boolean {
  const decided = decideBy(evidence, need, file)
  return decided !== undefined && findIntended(evidence.fixture, decided, 'identity', ownBucketsOf(evidence)) !== undefined
}

/** The decision of the policy alone. */
function decideBy({ decided }: Evidence, need: Absence['need'], { policy }: PolicyFile): Decided | undefined {
  const question = decided.find((one) => one.need === need)?.question
  return question && { need, question, decision: authorize(question.request, { identity: [{ name: 'candidate', policy }] }) }
}
