import { anyWorld, networkFrom, textOf, type World } from './network.ts'

type Routes = Readonly<Record<string, string>>

/** Of the random worlds, what EC2 can be asked for: no IPv6 blocks of one's own, no transit gateways, no networks behind a VPN gateway. */
function deployable(world: World): unknown {
  const text = textOf({ ...world, blockPublicAccess: 'off' })
  const { transitGateways: _, vpnGateways: __, ...rest } = text
  const kept = (routes: Routes): Routes =>
    Object.fromEntries(Object.entries(routes).filter(([, target]) => target !== 'tgw' && target !== 'vgw'))
  // Groups of the other side are known once the VPCs are peered.
  const known = <T extends object>(rules: readonly T[], own: readonly string[]): readonly T[] =>
    rules.filter((rule) => world.peering === 'active' || !('securityGroup' in rule) || own.includes(String(rule.securityGroup)))
  const { app, db, far } = text.securityGroups
  return {
    ...rest,
    vpcs: { a: { cidrBlock: '10.0.0.0/16' }, b: { cidrBlock: '10.1.0.0/16' } },
    subnets: { ...text.subnets, a1: { ...text.subnets.a1, cidrBlock: '10.0.1.0/24' } },
    routeTables: {
      ra: { vpc: 'a', routes: kept(world.routesA) },
      rb: { vpc: 'a', routes: kept(world.routesB) },
      rc: { vpc: 'b', routes: kept(world.routesC) },
    },
    securityGroups: {
      app: { ...app, ingress: known(app.ingress, ['app', 'db']) },
      db: { ...db, ingress: known(db.ingress, ['app', 'db']) },
      far: { ...far, ingress: known(far.ingress, ['far']) },
    },
    networkInterfaces: { ...text.networkInterfaces, 'app-1': { ...text.networkInterfaces['app-1'], ipv6Addresses: undefined } },
  }
}

export const anyDeployableNetwork = anyWorld.map((world) => networkFrom(deployable(world)))
