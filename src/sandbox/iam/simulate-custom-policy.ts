import type { SimulateCustomPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { invalidInput } from './errors.ts'
import { permission } from './permission.ts'
import type { SimulatedPolicy, Simulation } from './simulation.ts'
import { checkAsked, parseCaller, parseCircumstances, parseInputs, toPrincipal } from './simulation-input.ts'
import { type SimulationPage, simulatePage } from './simulation-page.ts'
import type { Account } from './store.ts'

/** Answered by the engine that decides every call. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
export const simulateCustomPolicy: Operation<SimulateCustomPolicyRequest, SimulationPage> = {
  requires: () => ok([permission('iam:SimulateCustomPolicy', { arn: '*' })]),
  run: (input, call, stores) => {
    const simulation = toSimulation(input, callerAccount(call, stores))
    return simulation.ok ? simulatePage(simulation.value, input) : simulation
  },
}

function toSimulation(input: Parsed<SimulateCustomPolicyRequest>, account: Account): Result<Simulation, AwsError> {
  const checked = checkAsked(input)
  if (!checked.ok) return checked
  if (input.ResourcePolicy !== undefined && input.CallerArn === undefined)
    return err(invalidInput('CallerArn must be specified when ResourcePolicy is.'))
  const caller = parseCaller(input.CallerArn ?? `arn:aws:iam::${account.id}:user/PolicySimulator`)
  if (!caller.ok) return caller
  const identity = parseInputs(input.PolicyInputList, 'PolicyInputList', 'identity')
  if (!identity.ok) return identity
  const circumstances = parseCircumstances(input)
  if (!circumstances.ok) return circumstances
  const serviceControl = parseLevels(input.OrderedOrganizationPolicyInputList)
  if (!serviceControl.ok) return serviceControl
  return ok({
    caller: toPrincipal(caller.value),
    callerAccount: caller.value.account,
    identity: identity.value,
    ...circumstances.value,
    ...(serviceControl.value === undefined ? {} : { serviceControl: serviceControl.value }),
  })
}

type Levels = Parsed<SimulateCustomPolicyRequest>['OrderedOrganizationPolicyInputList']

function parseLevels(levels: Levels): Result<readonly (readonly SimulatedPolicy[])[] | undefined, AwsError> {
  if (levels === undefined) return ok(undefined)
  const parsed: (readonly SimulatedPolicy[])[] = []
  for (const [index, { ServiceControlPolicyInputList = [] }] of levels.entries()) {
    const list = `OrderedOrganizationPolicyInputList.${index + 1}.ServiceControlPolicyInputList`
    const level = parseInputs(ServiceControlPolicyInputList, list, 'serviceControl')
    if (!level.ok) return level
    parsed.push(level.value)
  }
  return ok(parsed)
}
