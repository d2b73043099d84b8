import { formatAddress } from '../../base/cidr.ts'
import type { Problem } from '../../base/problem.ts'
import { type InterfaceOpening, newIngress } from '../../network/compare-ingress.ts'
import type { Network, NetworkInterface } from '../../network/network.ts'

export interface NetworkDrift {
  /** Reached in the account and not by the fixture, at the fixture's lines. */
  readonly more: readonly InterfaceOpening[]
  readonly less: readonly InterfaceOpening[]
  readonly missing: readonly Problem[]
}

/** What reaches the interfaces of a fixture and what reaches them in an account; they are the same by their private addresses. */
export function networkDrift(fixture: Network, account: Network): NetworkDrift {
  const names = new Map(
    [...fixture.networkInterfaces.values()].flatMap((each) => addressesOf(each).map((address) => [address, each.name] as const)),
  )
  const renamed = new Map(
    [...account.networkInterfaces.values()].map((each) => [
      each.name,
      addressesOf(each)
        .map((one) => names.get(one))
        .find((one) => one !== undefined) ?? each.name,
    ]),
  )
  const real = rename(account, renamed)
  const own = (finding: InterfaceOpening): boolean =>
    fixture.networkInterfaces.has(finding.networkInterface) && real.networkInterfaces.has(finding.networkInterface)
  const placed = (finding: InterfaceOpening): InterfaceOpening => ({
    ...finding,
    at: fixture.networkInterfaces.get(finding.networkInterface)?.at ?? finding.at,
  })
  const missing = [...fixture.networkInterfaces.values()].filter(
    ({ name, interfaceType }) => interfaceType === 'interface' && !real.networkInterfaces.has(name),
  )
  return {
    more: newIngress(fixture, real).filter(own).map(placed),
    less: newIngress(real, fixture).filter(own).map(placed),
    missing: missing.map((each) => ({
      code: 'drift/missing',
      at: each.at,
      message: `the account has no interface with the address of \`${each.name}\` (${addressesOf(each).join(', ')})`,
    })),
  }
}

const addressesOf = ({ privateIps, ipv6Addresses }: NetworkInterface): readonly string[] =>
  [...privateIps.map(({ address }) => address), ...ipv6Addresses].map(formatAddress)

/** The network with other names of interfaces, wherever they stand. */
function rename(network: Network, names: ReadonlyMap<string, string>): Network {
  const of = (name: string): string => names.get(name) ?? name
  const networkInterfaces = new Map(
    [...network.networkInterfaces.values()].map((each) => [of(each.name), { ...each, name: of(each.name) }]),
  )
  const routeTables = new Map(
    [...network.routeTables].map(([name, table]) => [
      name,
      {
        ...table,
        routes: table.routes.map((route) =>
          route.target.type === 'networkInterface' ? { ...route, target: { ...route.target, name: of(route.target.name) } } : route,
        ),
      },
    ]),
  )
  const vpcEndpoints = new Map(
    [...network.vpcEndpoints].map(([name, endpoint]) => [
      name,
      endpoint.type === 'Interface' ? { ...endpoint, networkInterfaces: endpoint.networkInterfaces.map(of) } : endpoint,
    ]),
  )
  const listeners = new Map(
    [...network.listeners].map(([name, listener]) => [name, { ...listener, networkInterface: of(listener.networkInterface) }]),
  )
  return { ...network, networkInterfaces, routeTables, vpcEndpoints, listeners }
}
