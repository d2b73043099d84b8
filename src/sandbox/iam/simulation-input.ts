import type { ContextEntry, SimulateCustomPolicyRequest, SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { Principal, RequestContext } from '../../engine/request.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import { parseArn } from '../../policy/arn.ts'
import type { PolicyType } from '../../policy/policy.ts'
import type { AwsError } from '../error.ts'
import type { Parsed } from '../operation.ts'
import { parseDocument } from './document.ts'
import { invalidInput } from './errors.ts'
import type { SimulatedPolicy, Simulation } from './simulation.ts'

// What both simulations take. IAM's words for what it refuses are inferred, where nothing else is said.

type Asked = Parsed<Pick<SimulateCustomPolicyRequest, 'ActionNames' | 'ResourceArns' | 'ResourceHandlingOption'>>

/** Refuses actions, resources and scenarios that cannot be simulated. */
export function checkAsked({ ActionNames, ResourceArns = ['*'], ResourceHandlingOption }: Asked): Result<void, AwsError> {
  const action = ActionNames.find((name) => !/^[^:*?\s]+:[^:*?\s]+$/.test(name))
  if (action !== undefined) return err(invalidInput(`Invalid Action: ${action}`))
  const resource = ResourceArns.find((arn) => arn !== '*' && parseArn(arn) === undefined)
  if (resource !== undefined) return err(invalidInput(`Invalid Resource: ${resource}`))
  return ResourceHandlingOption === undefined ? ok(undefined) : checkScenario(ResourceHandlingOption, ResourceArns)
}

const instance = ['instance', 'image', 'security-group', 'network-interface']

/** What the resources of each EC2 scenario must have. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
const scenarios: Readonly<Record<string, readonly string[]>> = {
  'EC2-VPC-InstanceStore': instance,
  'EC2-VPC-InstanceStore-Subnet': [...instance, 'subnet'],
  'EC2-VPC-EBS': [...instance, 'volume'],
  'EC2-VPC-EBS-Subnet': [...instance, 'subnet', 'volume'],
}

function checkScenario(option: string, resources: readonly string[]): Result<void, AwsError> {
  const needed = Object.hasOwn(scenarios, option) ? scenarios[option] : undefined
  if (needed === undefined) return err(invalidInput(`Invalid ResourceHandlingOption: ${option}`))
  const missing = needed.find((type) => !resources.some((arn) => parseArn(arn)?.resource.startsWith(`${type}/`) === true))
  return missing === undefined ? ok(undefined) : err(invalidInput(`ResourceHandlingOption ${option} needs a resource of type ${missing}`))
}

/** Documents under the names that their statements are reported with: `PolicyInputList.1`. */
export function parseInputs(documents: readonly string[], list: string, type: PolicyType): Result<readonly SimulatedPolicy[], AwsError> {
  const policies: SimulatedPolicy[] = []
  for (const [index, text] of documents.entries()) {
    const policy = parseInput(text, `${list}.${index + 1}`, type)
    if (!policy.ok) return policy
    policies.push(policy.value)
  }
  return ok(policies)
}

function parseInput(text: string, id: string, type: PolicyType): Result<SimulatedPolicy, AwsError> {
  const document = parseDocument(text, type)
  return document.ok ? ok({ id, ...document.value }) : err(invalidInput(`${id}: ${document.error.message}`))
}

type Circumstances = Pick<Simulation, 'boundary' | 'resource' | 'resourceOwner' | 'context'>

/** Everything around the policies of the caller. */
export function parseCircumstances({
  PermissionsBoundaryPolicyInputList,
  ResourcePolicy,
  ResourceOwner,
  ContextEntries,
}: Parsed<SimulateCustomPolicyRequest | SimulatePrincipalPolicyRequest>): Result<Circumstances, AwsError> {
  const boundary = parseBoundary(PermissionsBoundaryPolicyInputList)
  if (!boundary.ok) return boundary
  const resource = ResourcePolicy === undefined ? ok(undefined) : parseInput(ResourcePolicy, 'ResourcePolicy', 'resource')
  if (!resource.ok) return resource
  const resourceOwner = parseOwner(ResourceOwner)
  if (!resourceOwner.ok) return resourceOwner
  const context = parseContext(ContextEntries)
  if (!context.ok) return context
  return ok({
    context: context.value,
    ...(boundary.value === undefined ? {} : { boundary: boundary.value }),
    ...(resource.value === undefined ? {} : { resource: resource.value }),
    ...(resourceOwner.value === undefined ? {} : { resourceOwner: resourceOwner.value }),
  })
}

/** The one boundary that a simulation may be given. */
function parseBoundary(documents: readonly string[] | undefined): Result<SimulatedPolicy | undefined, AwsError> {
  const [first, ...more] = documents ?? []
  if (more.length > 0) return err(invalidInput('Only one permissions boundary can be simulated.'))
  return first === undefined ? ok(undefined) : parseInput(first, 'PermissionsBoundaryPolicyInputList.1', 'permissionsBoundary')
}

function parseContext(entries: readonly Parsed<ContextEntry>[] | undefined): Result<RequestContext, AwsError> {
  const context = new Map<string, readonly string[]>()
  for (const { ContextKeyName, ContextKeyValues = [], ContextKeyType } of entries ?? []) {
    if (ContextKeyName === undefined || ContextKeyType === undefined) return err(invalidInput('A context entry needs a name and a type.'))
    const isList = ContextKeyType.endsWith('List')
    if (!isList && ContextKeyValues.length > 1)
      return err(invalidInput(`Context key ${ContextKeyName} of type ${ContextKeyType} has one value.`))
    context.set(ContextKeyName.toLowerCase(), ContextKeyValues)
  }
  return ok(context)
}

/** `ResourceOwner`: an account as an ARN, or its number. */
function parseOwner(owner: string | undefined): Result<AccountId | undefined, AwsError> {
  if (owner === undefined) return ok(undefined)
  const account = parseAccountId(parseArn(owner)?.account ?? owner)
  return account.ok ? ok(account.value) : err(invalidInput(`Invalid ResourceOwner: ${owner}`))
}

export interface SimulatedCaller {
  readonly type: 'user' | 'group' | 'role'
  readonly name: string
  readonly arn: string
  readonly account: AccountId
}

/** A user, group or role by its ARN. The words are those of reports by users who named a session or the root user. */
export function parseCaller(arn: string): Result<SimulatedCaller, AwsError> {
  const parsed = parseArn(arn)
  const account = parseAccountId(parsed?.account ?? '')
  const [type, ...path] = parsed?.resource.split('/') ?? []
  const name = path.at(-1)
  if (parsed?.service === 'iam' && account.ok && (type === 'user' || type === 'group' || type === 'role') && name)
    return ok({ type, name, arn, account: account.value })
  return err(invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`))
}

/** A group cannot call; the policies that it gives are simulated as those of a user. */
export function toPrincipal({ type, name, arn, account }: SimulatedCaller): Principal {
  if (type !== 'role') return { type: 'user', arn, account }
  const sessionName = 'PolicySimulator'
  return {
    type: 'assumedRole',
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`,
    roleArn: arn,
    sessionName,
    account,
  }
}
