import type { TagSpecification } from '@aws-sdk/client-ec2'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, ContextKeys, Operation, Parsed, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { arnOf, resourceKeys, sentWith } from './context-keys.ts'
import { dryRun, ec2Error, notFound } from './errors.ts'
import type { Kind } from './kinds.ts'
import { tagsFor } from './tags.ts'
import { World } from './world.ts'

/** Resources that a request names: one id, several, or none where the parameter was left out. */
export type Uses = readonly (readonly [Kind, string | readonly string[] | undefined])[]

interface Specification<Input, Output extends object> {
  /** What it makes: tags may be given with it. */
  readonly creates?: Kind
  /** Whether the permission on what it makes is asked only where tags are given. */
  readonly createsQuietly?: true
  /** What it works on, each of which needs the permission; of an operation without any, the resource is `*`. */
  readonly uses?: (input: Input, world: World) => Uses
  /** More that policies are told, of `creates`. */
  readonly keys?: (input: Input, world: World) => ContextKeys
  readonly run: (input: Input, world: World, tags: ReadonlyMap<string, string>) => Result<Output, AwsError>
}

/** What the wrapper reads of any request. */
interface Common {
  readonly DryRun?: boolean | undefined
  readonly ClientToken?: string | undefined
  readonly TagSpecifications?: readonly Parsed<TagSpecification>[] | undefined
}

/**
 * An operation of EC2: it needs the permission of its own name on everything it names and makes, and `ec2:CreateTags` where it gives tags.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ec2-api-permissions.html
 */
export const ec2Operation = <Input extends object, Output extends object>(
  specification: Specification<Parsed<Input>, Output>,
): Operation<Input, Output> => ({
  requires: (input, call, stores) => permissionsOf(specification, input, call, new World(call, stores)),
  run: (input, call, stores) => {
    const { DryRun, ClientToken, TagSpecifications }: Common = input as Common
    const world = new World(call, stores)
    if (DryRun === true) return err(missingUse(specification.uses?.(input, world), world) ?? dryRun)
    const tags = specification.creates === undefined ? ok(new Map<string, string>()) : tagsFor(specification.creates, TagSpecifications)
    if (!tags.ok) return tags
    const run = (): Result<Output, AwsError> => specification.run(input, world, tags.value)
    return ClientToken === undefined || ClientToken === '' ? run() : once(ClientToken, input, { call, stores }, run)
  },
})

/** A trial looks for what it names, and no further. Recorded from AWS of DeleteDhcpOptions (github.com/radkawar/stackd, testdata/aws/ec2/dhcp_options.json). */
function missingUse(uses: Uses = [], world: World): AwsError | undefined {
  const missing = uses
    .flatMap(([kind, ids]) => [ids ?? []].flat().map((id) => [kind, id] as const))
    .find(([kind, id]) => id !== '*' && world.get(kind, id) === undefined)
  return missing === undefined ? undefined : notFound(...missing)
}

function permissionsOf<Input>(
  { creates, createsQuietly, uses, keys }: Pick<Specification<Input, object>, 'creates' | 'createsQuietly' | 'uses' | 'keys'>,
  input: Input,
  call: Call,
  world: World,
): Result<readonly Permission[], AwsError> {
  const action = `ec2:${call.operation}`
  const named = (uses?.(input, world) ?? []).flatMap(([kind, ids]) =>
    (typeof ids === 'string' ? [ids] : (ids ?? [])).map((id) => permissionOn(action, kind, id, world, keys?.(input, world))),
  )
  if (creates === undefined) return ok(named.length > 0 ? named : [{ action, resource: '*', context: sentWith(action, regionKey(world)) }])
  const { TagSpecifications }: Common = input as Common
  const tags = tagsFor(creates, TagSpecifications)
  if (!tags.ok) return tags
  const resource = arnOf(creates, '*', world)
  const context = { ...regionKey(world), ...newKeys(withVpc(creates, input as Named, world), world), ...keys?.(input, world) }
  const create = { action, resource, requestTags: tags.value, context: sentWith(action, context) }
  if (tags.value.size === 0) return ok(createsQuietly === true ? named : [...named, create])
  const tagging = {
    ...create,
    action: 'ec2:CreateTags',
    context: sentWith('ec2:CreateTags', { ...context, 'ec2:CreateAction': call.operation }),
  }
  return ok([...named, create, tagging])
}

interface Named {
  readonly VpcId?: string | undefined
  readonly SubnetId?: string | undefined
  readonly ServiceName?: string | undefined
}

/** A group whose request names no VPC comes into the default one. */
const withVpc = (creates: Kind, named: Named, world: World): Named =>
  creates === 'security-group' ? { ...named, VpcId: named.VpcId ?? world.defaultVpc?.id } : named

/** What is known of a resource before it is there. */
const newKeys = ({ VpcId, SubnetId, ServiceName }: Named, world: World): ContextKeys => ({
  'ec2:Vpc': VpcId === undefined ? undefined : arnOf('vpc', VpcId, world),
  'ec2:Subnet': SubnetId === undefined ? undefined : arnOf('subnet', SubnetId, world),
  'ec2:VpceServiceName': ServiceName,
  'ec2:VpceServiceRegion': ServiceName === undefined ? undefined : world.region,
})

/** Of what is not there, the permission is asked too: who has none learns nothing. */
export function permissionOn(action: string, kind: Kind, id: string, world: World, more: ContextKeys = {}): Permission {
  const found = world.get(kind, id)
  // A peering connection is a resource of both its owners.
  const isShared = found === undefined || found.account === 'AWS' || kind === 'vpc-peering-connection'
  const owner = isShared ? world : { account: found.account, region: found.region }
  const keys = { ...regionKey(world), ...(found === undefined ? {} : resourceKeys(kind, found)), ...more }
  return {
    action,
    resource: arnOf(kind, id, found?.account === 'AWS' ? { account: 'aws', region: found.region } : owner),
    resourceAccount: owner.account === 'AWS' ? world.account : owner.account,
    ...(found === undefined ? {} : { resourceTags: found.tags }),
    context: sentWith(action, keys),
  }
}

const regionKey = ({ region }: World): ContextKeys => ({ 'ec2:Region': region })

/**
 * The same token brings the same answer, and is refused with other parameters.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
function once<Output extends object>(
  token: string,
  input: object,
  { call, stores }: { readonly call: Call; readonly stores: Stores },
  run: () => Result<Output, AwsError>,
): Result<Output, AwsError> {
  const key = [call.caller.account, call.region, call.operation, token].join(' ')
  const before = stores.ec2.answered.get(key)
  const text = JSON.stringify(input)
  if (before !== undefined) return before.input === text ? ok(before.output as Output) : err(mismatch(token))
  const result = run()
  if (result.ok) stores.ec2.answered.set(key, { input: text, output: result.value })
  return result
}

const mismatch = (token: string): AwsError =>
  ec2Error('IdempotentParameterMismatch', `The client token ${token} was used with different parameters in a previous request.`)
