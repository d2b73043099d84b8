import type { AttachedPolicy, PolicySet } from '../engine/policy-set.ts'

/** How many policy sets are remembered: a client sends request after request that the same policies decide. */
const most = 16

let known: PolicySet[] = []

/**
 * The same policies as before, where they are: the engine has looked at that set already. What was remembered longest goes first. It runs for every
 * permission of every request, so it compares by loops.
 */
export function rememberedPolicies(policies: PolicySet): PolicySet {
  for (const before of known) if (isSame(before, policies)) return before
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

type Attached = AttachedPolicy | 'deleted' | undefined

function isSamePolicy(before: Attached, now: Attached): boolean {
  if (before === now) return true
  if (typeof before !== 'object' || typeof now !== 'object') return false
  return before.policy === now.policy && before.name === now.name && before.arn === now.arn
}

type List<Item> = readonly Item[] | undefined

/** Whether both are absent, or lists of the same. */
function areAlike<Item>(before: List<Item>, now: List<Item>, isAlike: (before: Item, now: Item) => boolean): boolean {
  if (before === now) return true
  if (before === undefined || now === undefined || before.length !== now.length) return false
  for (let index = 0; index < before.length; index += 1) if (!isAlike(before[index] as Item, now[index] as Item)) return false
  return true
}

const areSame = (before: List<AttachedPolicy>, now: List<AttachedPolicy>): boolean => areAlike(before, now, isSamePolicy)

const areSameLevels = (before: PolicySet['serviceControl'], now: PolicySet['serviceControl']): boolean => areAlike(before, now, areSame)
