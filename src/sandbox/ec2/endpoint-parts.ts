import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { AwsError } from '../error.ts'
import { ec2Error } from './errors.ts'
import { serviceList } from './prefix-list.ts'
import type { World } from './world.ts'

/** The policy of an endpoint that was given none. @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies */
export const fullAccess = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
})

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#endpoint-policies-characteristics */
const longestPolicy = 20_480

/** The sentences are inferred. */
export function checkPolicy(document: string): AwsError | undefined {
  if (document.length > longestPolicy)
    return ec2Error('InvalidPolicyDocument', `The policy document is longer than ${longestPolicy} characters`)
  const parsed = parsePolicyText(document, 'policy', 'resource')
  return parsed.ok ? undefined : ec2Error('InvalidPolicyDocument', `Unable to parse the policy document: ${parsed.error[0]?.message ?? ''}`)
}

/** Routes to the addresses of the service in each of the tables; without an endpoint it is only asked whether they may be there. */
export function addServiceRoutes(service: string, tables: readonly string[], world: World, endpoint?: string): AwsError | undefined {
  const list = serviceList(service, world)
  if (list === undefined) return undefined
  for (const id of tables) {
    const table = world.get('route-table', id)
    if (table?.routes.some(({ destination }) => destination === list.id) === true)
      return ec2Error('RouteAlreadyExists', `route table ${id} already has a route with destination-prefix-list-id ${list.id}`)
    if (table !== undefined && endpoint !== undefined) table.routes = [...table.routes, { destination: list.id, target: endpoint }]
  }
  return undefined
}

export function removeServiceRoutes(endpoint: string, tables: readonly string[], world: World): void {
  for (const id of tables) {
    const table = world.get('route-table', id)
    if (table !== undefined) table.routes = table.routes.filter(({ target }) => target !== endpoint)
  }
}
