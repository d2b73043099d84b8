import { worker } from '../connectors/s3-needs.ts'
import { authorize } from '../engine/authorize.ts'
import type { PolicyFile } from '../fixture/fixture.ts'
import type { Absence, Miss } from './cause.ts'
import type { Evidence } from './evidence.ts'
import { isAbsence, isMiss } from './findings.ts'
import { carriersOf, holderIn, holderOf } from './holder.ts'
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
}

/**
 * Looks for them when the identity may neither list nor read nor write in the bucket. Only policies count that name the bucket, or the one that was meant, so
 * that nobody is told to attach an administrator's.
 */
export function findUnusedPolicies(evidence: Evidence): readonly UnusedPolicy[] {
  const { fixture, connection, decided, causes } = evidence
  const holder = holderOf(fixture, worker(connection))
  const missing = causes.filter((cause): cause is Absence | Miss => (isAbsence(cause) || isMiss(cause)) && cause.layer === 'identity')
  const onBucket = decided.filter(({ need }) => isOnBucket(need, connection))
  const isUsed = onBucket.some((one) => isGiven(one) && usual.has(one.need.action))
  if (holder === undefined || onBucket.length === 0 || isUsed) return []
  const own = carriersOf(fixture, holder)
  const bucket = meantBucket(evidence) ?? connection.bucket
  const candidates = documentsOf(fixture)
    .flatMap((document) => {
      const found = carriersOfDocument(evidence, document)
      if (found === undefined || found.account !== holderIn(fixture, holder)?.account || found.carriers.some((one) => includes(own, one)))
        return []
      const claims = missing.filter(({ need }) => wouldAllow(evidence, need, document.file))
      return claims.length === 0 ? [] : [{ document, holder, ...found, claims }]
    })
    .sort((a, b) => b.claims.length - a.claims.length)
  // What a guardrail refuses besides is no missing permission yet, and would be one.
  const refused = onBucket.filter(({ decision }) => decision.outcome !== 'allowed')
  const isOfBucket = ({ document, claims }: UnusedPolicy): boolean =>
    document.file.text.includes(`:::${bucket}`) &&
    (claims.some(({ need }) => bucket !== connection.bucket || isOnBucket(need, connection)) ||
      refused.some(({ need }) => wouldAllow(evidence, need, document.file)))
  return together(candidates.find(isOfBucket), candidates)
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
const isGiven = ({ decision }: Evidence['decided'][number]): boolean =>
  decision.because.some(({ layer, outcome }) => layer === 'identity' && outcome === 'allowed')

const includes = (holders: readonly Holder[], { type, name }: Holder): boolean =>
  holders.some((holder) => holder.type === type && holder.name === name)

function carriersOfDocument(
  { fixture }: Evidence,
  { place }: PlacedDocument,
): { readonly name: string; readonly account: string; readonly carriers: readonly Holder[] } | undefined {
  if (place.kind === 'inline') {
    const account = holderIn(fixture, place.holder)?.account
    return account === undefined ? undefined : { name: place.name, account, carriers: [place.holder] }
  }
  if (place.kind !== 'managed') return undefined
  const account = fixture.policies.get(place.name)?.account
  const holders = (['user', 'group', 'role'] as const).flatMap((type) =>
    [...{ user: fixture.users, group: fixture.groups, role: fixture.roles }[type].values()]
      .filter(({ attached }) => attached.includes(place.name))
      .map(({ name }): Holder => ({ type, name })),
  )
  return account === undefined ? undefined : { name: place.name, account, carriers: holders }
}

/** Whether the policy allows the need, whatever else there is. */
export function wouldAllow({ decided }: Evidence, need: Absence['need'], { policy }: PolicyFile): boolean {
  const question = decided.find((one) => one.need === need)?.question
  if (question === undefined) return false
  const { because } = authorize(question.request, { identity: [{ name: 'candidate', policy }] })
  return because.some(({ layer, outcome }) => layer === 'identity' && outcome === 'allowed')
}
