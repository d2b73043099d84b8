import type { AttachedPolicy } from '../engine/policy-set.ts'
import type { Request } from '../engine/request.ts'
import type { Condition } from '../policy/policy.ts'
import { type SideStatement, statementsIn } from './access-side.ts'
import { madeUp } from './single-policy.ts'

/** A VPC endpoint whose policy has a say in the requests that come through it. */
export interface EndpointPolicy {
  /** The value of `aws:SourceVpce`. */
  readonly id: string
  readonly type: 'Gateway' | 'Interface'
  /** The prefix of the actions that go through it. */
  readonly service: string
  readonly policy: AttachedPolicy
}

/**
 * One more ceiling: a request through one of the endpoints, to its service, needs an allow of that endpoint's policy; every other request has one.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export function endpointCeiling(endpoints: readonly EndpointPolicy[]): readonly SideStatement[] {
  const beside = madeUp(
    'not through an endpoint',
    [
      allowing({
        Action: '*',
        ...whenFrom(
          'StringNotEquals',
          endpoints.map(({ id }) => id),
        ),
      }),
    ],
    'vpcEndpoint',
  )
  return [
    ...statementsIn(beside, 'vpcEndpoint', 'not through an endpoint'),
    ...endpoints.flatMap((endpoint) => {
      const elsewhere = otherwise(endpoint)
      const only = elsewhere[0]?.statement.conditions ?? []
      const { name, policy } = endpoint.policy
      return [...elsewhere, ...statementsIn(policy, 'vpcEndpoint', name).map((each) => narrowed(each, only))]
    }),
  ]
}

const whenFrom = (operator: string, ids: readonly string[]): object => ({ Condition: { [operator]: { 'aws:SourceVpce': ids } } })

const allowing = (more: object): object => ({ Effect: 'Allow', Principal: '*', Resource: '*', ...more })

/** Services that the endpoint does not lead to. */
function otherwise({ id, service }: EndpointPolicy): readonly SideStatement[] {
  const policy = madeUp('of other services', [allowing({ NotAction: `${service}:*`, ...whenFrom('StringEquals', [id]) })], 'vpcEndpoint')
  return statementsIn(policy, 'vpcEndpoint', 'of other services')
}

const narrowed = (each: SideStatement, only: readonly Condition[]): SideStatement => ({
  ...each,
  statement: { ...each.statement, conditions: [...each.statement.conditions, ...only] },
})

/** The endpoint through which a request comes. */
export function endpointOf(endpoints: readonly EndpointPolicy[], { action, context }: Request): EndpointPolicy | undefined {
  const [id] = context.get('aws:sourcevpce') ?? []
  return endpoints.find((endpoint) => endpoint.id === id && action.startsWith(`${endpoint.service}:`))
}
