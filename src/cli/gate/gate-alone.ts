import type { Problem } from '../../base/problem.ts'
import { type AclOpening, aclOpenings, type GroupOpening, groupOpenings } from '../../network/compare-alone.ts'
import type { Network, NetworkAcl, Route, Subnet } from '../../network/network.ts'
import type { GateNetwork } from './gate-network.ts'

/*
 * What changed in parts of a network whose users are not all in it: a security group that no interface here has, the network ACL and the routes of a
 * subnet in which nothing here stands.
 */

/** What groups and network ACLs newly let in by themselves. */
export function aloneOpenings(before: GateNetwork | undefined, after: GateNetwork): readonly (GroupOpening | AclOpening)[] {
  const { network, elsewhere } = after
  const used = new Set([...network.networkInterfaces.values()].flatMap((each) => each.securityGroups))
  const groups = [...network.securityGroups.values()].flatMap((group) => {
    const which = !used.has(group.name) || elsewhere.has(group.name) ? 'all' : 'peers'
    const then = { group: before?.network.securityGroups.get(group.name), lists: before?.network.prefixLists ?? new Map() }
    return groupOpenings(then, { group, lists: network.prefixLists }, which)
  })
  return [...groups, ...aclPairs(before, after).flatMap(({ was, is }) => (was === undefined ? [] : aclOpenings(was, is, 'ingress')))]
}

/** What cannot be said: whether something is newly reached by outbound entries, new routes, or groups of which nothing is known. */
export function undecidedParts(
  before: ReadonlyMap<string, GateNetwork>,
  after: ReadonlyMap<string, GateNetwork>,
  show: (file: string) => string,
): readonly Problem[] {
  const problems = [...after].flatMap(([folder, now]) => {
    const then = before.get(folder)
    return [...undecidedAcls(then, now), ...undecidedRoutes(then, now), ...undecidedGroups(then, now)]
  })
  return problems.map((problem) => ({ ...problem, at: { ...problem.at, file: show(problem.at.file) } }))
}

interface AclPair {
  readonly was: NetworkAcl | undefined
  readonly is: NetworkAcl
}

/** The ACL that a subnet had and the one that it has, of subnets whose interfaces are not all here; and ACLs of subnets that are made elsewhere. */
function aclPairs(before: GateNetwork | undefined, after: GateNetwork): readonly AclPair[] {
  const pairs = new Map<string, AclPair>()
  const add = (was: NetworkAcl | undefined, is: NetworkAcl): void => void pairs.set(`${was?.name} ${is.name}`, { was, is })
  for (const { was, is } of openSubnets(before, after)) {
    const [then, now] = [before?.network.networkAcls.get(was.networkAcl), after.network.networkAcls.get(is.networkAcl)]
    if (now !== undefined) add(then, now)
  }
  for (const acl of after.network.networkAcls.values()) {
    const owned = [...after.network.subnets.values()].some(({ networkAcl }) => networkAcl === acl.name)
    const then = before?.network.networkAcls.get(acl.name)
    if (after.elsewhere.has(acl.name) || (!owned && then !== undefined)) add(then, acl)
  }
  return [...pairs.values()]
}

/** Subnets that were there before, and in which nothing of the network stands or other things do too. */
function openSubnets(before: GateNetwork | undefined, after: GateNetwork): readonly { readonly was: Subnet; readonly is: Subnet }[] {
  const peopled = new Set([...after.network.networkInterfaces.values()].map(({ subnet }) => subnet))
  return [...after.network.subnets.values()].flatMap((is) => {
    const was = before?.network.subnets.get(is.name)
    return was === undefined || (peopled.has(is.name) && !after.elsewhere.has(is.name)) ? [] : [{ was, is }]
  })
}

function undecidedAcls(before: GateNetwork | undefined, after: GateNetwork): readonly Problem[] {
  return aclPairs(before, after).flatMap(({ was, is }): readonly Problem[] => {
    if (was !== undefined && aclOpenings(was, is, 'egress').length === 0) return []
    const what = was === undefined ? 'is put before subnets that are made elsewhere' : 'lets more out, so that more is answered'
    return [problem('acl-alone', is.at, `the network ACL \`${is.name}\` ${what}: who is newly reached cannot be said`)]
  })
}

/** New routes by which somebody may come in to what is not here, and those whose target is not here. */
function undecidedRoutes(before: GateNetwork | undefined, after: GateNetwork): readonly Problem[] {
  const tables = new Map<string, readonly Route[]>()
  for (const { was, is } of openSubnets(before, after))
    tables.set(`${was.routeTable} ${is.routeTable}`, newRoutes(before?.network, was.routeTable, after.network, is.routeTable))
  for (const { name } of after.network.routeTables.values()) {
    const routes = newRoutes(before?.network, name, after.network, name)
    tables.set(name, after.elsewhere.has(name) ? routes : routes.filter(({ target }) => target.type === 'unknown'))
  }
  return [...new Set([...tables.values()].flat())].map(({ at, target }) =>
    problem(
      'route-alone',
      at,
      `the new route to \`${target.name}\` may let somebody in to what is not here: who is newly reached cannot be said`,
    ),
  )
}

/** By these nobody comes in. */
const outboundOnly = /^(?:nat-|eigw-|aws_nat_gateway|aws_egress_only|module\..*\.aws_nat_gateway)/

function newRoutes(before: Network | undefined, was: string, after: Network, is: string): readonly Route[] {
  const keyOf = ({ destination, target, state }: Route): string =>
    JSON.stringify([destination, target, state], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  const known = new Set((before?.routeTables.get(was)?.routes ?? []).map(keyOf))
  return (after.routeTables.get(is)?.routes ?? []).filter(
    (route) =>
      route.state === 'active' &&
      !['natGateway', 'egressOnlyInternetGateway', 'vpcEndpoint'].includes(route.target.type) &&
      !(route.target.type === 'unknown' && outboundOnly.test(route.target.name)) &&
      !known.has(keyOf(route)),
  )
}

/** An interface that newly has a group of which nothing is known. */
function undecidedGroups(before: GateNetwork | undefined, after: GateNetwork): readonly Problem[] {
  return [...after.network.networkInterfaces.values()].flatMap(({ name, at, securityGroups }) => {
    const had = before?.network.networkInterfaces.get(name)?.securityGroups ?? []
    return securityGroups
      .filter((group) => after.foreignGroups.has(group) && !had.includes(group))
      .map((group) =>
        problem(
          'group-elsewhere',
          at,
          `\`${name}\` newly has the security group \`${group}\`, which is made elsewhere: what it lets in is not known`,
        ),
      )
  })
}

const problem = (what: string, at: Problem['at'], message: string): Problem => ({
  code: `gate/${what}`,
  at,
  message,
  help: 'compare what `aws ec2 describe-*` prints of the whole network, before and after',
})
