import { err, ok, type Result } from '../base/result.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { AccessKey } from './access-key.ts'
import { confirmAccessPoint, createAccessPoint } from './access-points.ts'
import { createBucket, fillBucket, finishBucket, setUpBucket } from './buckets.ts'
import { confirmCatalog, createCatalog } from './catalogs.ts'
import { confirmAccount } from './confirm-account.ts'
import { Deploying, RefusedCalls, together } from './deploying.ts'
import type { DeployFailure, LeftBehind } from './failure.ts'
import { createGonePrincipals, removeGonePrincipals } from './gone-principals.ts'
import { grant } from './grants.ts'
import { createGroup, createManagedPolicy, createRole, createUser, setTrust } from './identities.ts'
import type { Journal } from './journal.ts'
import type { DeployedKey } from './key-name.ts'
import { createKey, finishKey } from './keys.ts'
import { confirmNetwork, createNetwork } from './network.ts'
import { confirmOrganization, createOrganization } from './organizations.ts'
import { orderRoles } from './role-order.ts'
import { confirmStsRegions, deactivateStsRegions } from './sts-regions.ts'
import type { Target } from './target.ts'
import { removeAll } from './tear-down.ts'

/** A fixture that is deployed. Writing it as JSON shows no secret. */
export interface Deployment {
  readonly fixture: Fixture
  readonly target: Target
  /** The access keys of each user, in the order of the fixture. */
  readonly accessKeys: ReadonlyMap<string, readonly AccessKey[]>
  readonly keys: readonly DeployedKey[]
  readonly journal: Journal
  readonly toJSON: () => unknown
}

export interface DeployOptions {
  /** Whether the fixture's network is created in EC2, too; the model decides over its flows in either case. */
  readonly network?: boolean
}

/**
 * Deploys a fixture, or nothing: when a call is refused, what had been created is removed again.
 *
 * Each stage needs the ones before it: AWS refuses policies whose principals are not there, and policies that guard something come after what
 * the deployer has to do with it.
 */
export async function deploy(fixture: Fixture, target: Target, options: DeployOptions = {}): Promise<Result<Deployment, DeployFailure>> {
  const deploying = new Deploying(fixture, target)
  try {
    for (const stage of stagesOf(deploying, options)) await together(stage.map((work) => work()))
    return ok(deploymentOf(deploying))
  } catch (error) {
    const leftBehind = await removeAll(deploying.journal, target)
    if (error instanceof RefusedCalls) return err({ kind: 'deploy-failure', refusals: error.refusals, leftBehind })
    throw error
  }
}

/** Removes what `deploy` created, and tells what could not be removed. */
export const tearDown = ({ journal, target }: Deployment): Promise<readonly LeftBehind[]> => removeAll(journal, target)

/** Work that may run side by side. */
type Stage = readonly (() => Promise<void>)[]

function stagesOf(deploying: Deploying, options: DeployOptions): readonly Stage[] {
  const { fixture } = deploying
  const network = options.network === true ? fixture.network : undefined
  const each = <T>(section: ReadonlyMap<string, T>, work: (part: T, deploying: Deploying) => Promise<void>): Stage =>
    Array.from(section.values(), (part) => () => work(part, deploying))
  const roles = orderRoles(fixture)
  return [
    [
      ...each(fixture.accounts, confirmAccount),
      ...each(fixture.accounts, confirmStsRegions),
      ...each(fixture.organizations ?? new Map(), confirmOrganization),
      ...each(fixture.accessPoints ?? new Map(), confirmAccessPoint),
      ...each(fixture.catalogs ?? new Map(), confirmCatalog),
      ...(network === undefined ? [] : [() => confirmNetwork(network, deploying)]),
    ],
    [...each(fixture.groups, createGroup), ...each(fixture.buckets, createBucket), ...each(fixture.keys, createKey)],
    each(fixture.users, createUser),
    [() => createGonePrincipals(deploying)],
    ...roles.stages.map((stage) => stage.map((role) => () => createRole(role, deploying))),
    roles.circular.map((role) => () => createRole(role, deploying, 'nobody')),
    roles.circular.map((role) => () => setTrust(role, deploying)),
    [...each(fixture.policies, rememberPolicy), ...each(fixture.buckets, setUpBucket)],
    [
      ...Array.from(fixture.users.values(), (identity) => () => grant({ type: 'user', identity }, deploying)),
      ...Array.from(fixture.groups.values(), (identity) => () => grant({ type: 'group', identity }, deploying)),
      ...Array.from(fixture.roles.values(), (identity) => () => grant({ type: 'role', identity }, deploying)),
      ...each(fixture.buckets, fillBucket),
    ],
    [...each(fixture.accessPoints ?? new Map(), createAccessPoint), ...each(fixture.catalogs ?? new Map(), createCatalog)],
    [...each(fixture.buckets, finishBucket), ...each(fixture.keys, finishKey)],
    network === undefined ? [] : [() => createNetwork(network, deploying)],
    [() => removeGonePrincipals(deploying), ...each(fixture.accounts, deactivateStsRegions)],
    // Last: their policies bind the deployer as well.
    each(fixture.organizations ?? new Map(), createOrganization),
  ]
}

async function rememberPolicy(policy: Parameters<typeof createManagedPolicy>[0], deploying: Deploying): Promise<void> {
  deploying.policyArns.set(policy.name, await createManagedPolicy(policy, deploying))
}

function deploymentOf({ fixture, target, accessKeys, keys, journal }: Deploying): Deployment {
  const toJSON = (): unknown => ({ fixture: fixture.name, target: target.kind, accessKeys: Object.fromEntries(accessKeys), keys, journal })
  return { fixture, target, accessKeys, keys, journal, toJSON }
}
