import type { ServiceWay } from '../fixture/service-way.ts'
import { serviceWay } from '../fixture/service-way.ts'
import type { VpcEndpoint } from '../network/network.ts'
import type { Cause, Unreachable } from './cause.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './fault.ts'
import type { SetUp } from './set-up.ts'

/** A finding about a service that no way leads to. */
export interface WayFinding extends Finding {
  readonly claims: readonly Unreachable[]
  readonly way: ServiceWay
}

export const isUnreachable = (cause: Cause): cause is Unreachable => cause.cause === 'unreachable'

/** The way from where the connector runs to a service. */
export const wayTo = ({ fixture, connection: { from, bucket } }: SetUp, service: 's3' | 'sts'): ServiceWay | undefined =>
  from === undefined ? undefined : serviceWay(fixture, from, service, service === 's3' ? fixture.buckets.get(bucket)?.region : undefined)

/** The endpoint through which the connector asks S3; undefined where it comes over the internet. */
export const endpointOf = (setUp: SetUp): VpcEndpoint | undefined => wayTo(setUp, 's3')?.endpoint

/** As `endpointOf`, of the connection as the customer typed it. */
export const endpointSeen = ({ fixture, typed }: Pick<Evidence, 'fixture' | 'typed'>): VpcEndpoint | undefined =>
  endpointOf({ fixture, connection: typed })

/** Everything that fails because a service is not reached is one finding. */
export function wayFindings(causes: readonly Cause[], service: 's3' | 'sts'): readonly WayFinding[] {
  const claims = causes.filter(isUnreachable).filter(({ way }) => way.service === service)
  const [first] = claims
  if (first === undefined) return []
  const at = first.way.verdict.blockers[0]?.at
  return [{ claims, way: first.way, steps: [`net.${service}`], ...(at === undefined ? {} : { at }) }]
}
