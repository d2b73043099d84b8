import type { AttachedPolicy, PolicySet } from '../engine/policy-set.ts'

/** How many policy sets are remembered: a client sends request after request that the same policies decide. */
const most = 16

let known: PolicySet[] = []

/** The same policies as before, where they are: the engine has looked at that set already. What was remembered longest goes first. */
export function rememberedPolicies(policies: PolicySet): PolicySet {
  const same = known.find((before) => isSame(before, policies))
  if (same !== undefined) return same
  known = [policies, ...known.slice(0, most - 1)]
  return policies
}

const isSame = (before: PolicySet, now: PolicySet): boolean =>
  areSame(before.identity, now.identity) &&
  isSamePolicy(before.resource, now.resource) &&
  isSamePolicy(before.permissionsBoundary, now.permissionsBoundary) &&
  areSame(before.session, now.session) &&
  areSameLevels(before.serviceControl, now.serviceControl) &&
  areSameLevels(before.resourceControl, now.resourceControl) &&
  isSamePolicy(before.vpcEndpoint, now.vpcEndpoint) &&
  before.vpcEndpointType === now.vpcEndpointType &&
  before.restrictPublicBuckets === now.restrictPublicBuckets &&
  before.aclGrants === now.aclGrants &&
  before.keyGrant === now.keyGrant

function isSamePolicy(before: AttachedPolicy | 'deleted' | undefined, now: AttachedPolicy | 'deleted' | undefined): boolean {
  if (before === now) return true
  if (typeof before !== 'object' || typeof now !== 'object') return false
  return before.policy === now.policy && before.name === now.name && before.arn === now.arn
}

function areSame(before: readonly AttachedPolicy[] | undefined, now: readonly AttachedPolicy[] | undefined): boolean {
  if (before === now) return true
  return before?.length === now?.length && before?.every((policy, index) => isSamePolicy(policy, now?.[index])) === true
}

type Levels = PolicySet['serviceControl']

const areSameLevels = (before: Levels, now: Levels): boolean =>
  before === now || (before?.length === now?.length && before?.every((level, index) => areSame(level, now?.[index])) === true)
