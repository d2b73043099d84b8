import type { EvaluationResult as ModelResult, PolicyEvaluationDecisionType } from '@aws-sdk/client-iam'
import type { Decision } from '../../engine/decision.ts'
import { findAction } from '../../policy/reference.ts'
import { mayNameResource } from '../../policy/resource-format.ts'
import { firstOfEach } from './first-of-each.ts'
import { type Details, type ResourceResult, simulateResource } from './simulate-resource.ts'
import type { Simulation } from './simulation.ts'

export interface EvaluationResult extends Details, Pick<ModelResult, 'EvalActionName' | 'EvalResourceName' | 'EvalDecision'> {
  readonly OrganizationsDecisionDetail?: { readonly AllowedByOrganizations: boolean } | undefined
  readonly ResourceSpecificResults?: readonly ResourceResult[] | undefined
}

/**
 * Simulates one action on each resource, and answers the most restrictive decision beside those of the resources.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
export function simulate(simulation: Simulation, action: string, resources: readonly string[]): EvaluationResult {
  const simulated = resources.map((resource) => simulateResource(simulation, action, resource))
  const results = simulated.map(({ result }) => result)
  const everything = resources.every((resource) => resource === '*')
  const decision = mostRestrictive(results.map(({ EvalResourceDecision }) => EvalResourceDecision))
  return {
    EvalActionName: action,
    EvalResourceName: everything ? '*' : resourceFormat(action, resources),
    EvalDecision: decision,
    MatchedStatements: firstOfEach(
      results.filter(({ EvalResourceDecision }) => EvalResourceDecision === decision).flatMap(({ MatchedStatements }) => MatchedStatements),
      (statement) => JSON.stringify(statement),
    ),
    MissingContextValues: firstOfEach(
      results.flatMap(({ MissingContextValues }) => MissingContextValues),
      (key) => key.toLowerCase(),
    ),
    OrganizationsDecisionDetail: organizationsDetail(
      simulation,
      simulated.map(({ trace }) => trace),
    ),
    PermissionsBoundaryDecisionDetail: everyBoundary(results),
    EvalDecisionDetails: everything ? undefined : mergeDetails(results),
    ResourceSpecificResults: everything ? undefined : results,
  }
}

function organizationsDetail({ serviceControl }: Simulation, traces: readonly Decision[]): EvaluationResult['OrganizationsDecisionDetail'] {
  if (serviceControl === undefined) return undefined
  const levels = traces.flatMap(({ because }) => because.filter(({ layer }) => layer === 'serviceControl'))
  return { AllowedByOrganizations: levels.every(({ outcome }) => outcome === 'allowed') }
}

function everyBoundary(results: readonly ResourceResult[]): Details['PermissionsBoundaryDecisionDetail'] {
  const details = results.flatMap(({ PermissionsBoundaryDecisionDetail: detail }) => (detail === undefined ? [] : [detail]))
  if (details.length === 0) return undefined
  return { AllowedByPermissionsBoundary: details.every(({ AllowedByPermissionsBoundary }) => AllowedByPermissionsBoundary) }
}

function mergeDetails(results: readonly ResourceResult[]): Details['EvalDecisionDetails'] {
  const names = new Set(results.flatMap(({ EvalDecisionDetails = {} }) => Object.keys(EvalDecisionDetails)))
  const worst = (name: string): PolicyEvaluationDecisionType =>
    mostRestrictive(results.flatMap(({ EvalDecisionDetails = {} }) => EvalDecisionDetails[name] ?? []))
  return Object.fromEntries([...names].map((name) => [name, worst(name)]))
}

const mostRestrictive = (decisions: readonly PolicyEvaluationDecisionType[]): PolicyEvaluationDecisionType =>
  decisions.find((decision) => decision === 'explicitDeny') ?? decisions.find((decision) => decision === 'implicitDeny') ?? 'allowed'

/** The form of the ARNs that the action takes, as AWS writes it; `*` where it takes none of these. */
function resourceFormat(action: string, resources: readonly string[]): string {
  const formats = findAction(action)?.resourceTypes.map(({ type }) => type.arn) ?? []
  return formats.find((format) => resources.some((resource) => mayNameResource(resource, format))) ?? formats[0] ?? '*'
}
