import type { SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam'
import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { permission } from './permission.ts'
import { parseExclusions } from './policy-exclusion.ts'
import { findPolicySource, policySourceSubject } from './simulated-principal.ts'
import type { Simulation } from './simulation.ts'
import { checkAsked, parseCaller, parseCircumstances, parseInputs, toPrincipal } from './simulation-input.ts'
import { type SimulationPage, simulatePage } from './simulation-page.ts'

/** Answered by the engine that decides every call. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export const simulatePrincipalPolicy: Operation<SimulatePrincipalPolicyRequest, SimulationPage> = {
  requires: ({ PolicySourceArn }, call, stores) => {
    const source = policySourceSubject(PolicySourceArn, call, stores)
    return source.ok ? ok([permission('iam:SimulatePrincipalPolicy', source.value)]) : source
  },
  run: (input, call, stores) => {
    const simulation = toSimulation(input, call, stores)
    return simulation.ok ? simulatePage(simulation.value, input) : simulation
  },
}

function toSimulation(input: Parsed<SimulatePrincipalPolicyRequest>, call: Call, stores: Stores): Result<Simulation, AwsError> {
  const checked = checkAsked(input)
  if (!checked.ok) return checked
  const source = findPolicySource(input.PolicySourceArn, call, stores)
  if (!source.ok) return source
  const caller = parseCaller(input.CallerArn ?? input.PolicySourceArn)
  if (!caller.ok) return caller
  const exclusion = parseExclusions(input.PolicyExclusionList)
  if (!exclusion.ok) return exclusion
  const added = parseInputs(input.PolicyInputList ?? [], 'PolicyInputList', 'identity')
  if (!added.ok) return added
  const circumstances = parseCircumstances(input)
  if (!circumstances.ok) return circumstances
  const { policies, boundary } = source.value
  return ok({
    caller: toPrincipal(caller.value),
    callerAccount: caller.value.account,
    identity: [...policies.filter((policy) => !exclusion.value.excludes(policy)), ...added.value],
    ...(boundary === undefined || exclusion.value.excludesBoundary ? {} : { boundary }),
    ...circumstances.value,
  })
}
