import * as fc from 'fast-check'
import type { S3Connection } from '../../src/connectors/connection.ts'
import type { Fault } from '../../src/faults/fault.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { type ShippedName, shippedConnections, shippedNames } from '../shipped.ts'
import { anySetUp, type DrawnSetUp } from './set-up.ts'

/** Nobody but the customer can mend it. */
export const withoutFix: ReadonlySet<string> = new Set(['empty-source'])

/** No policy shows these: only an answer of AWS does. */
export const seenOnly: ReadonlySet<string> = new Set(['wrong-secret', 'access-key-unknown', 'clock-skew', 'invalid-token'])

export interface BrokenSetUp extends DrawnSetUp {
  readonly broken: SetUp
}

/** Faults of a way that set-ups without a network do not have: names are drawn for those alone. */
export const ofNetworks: ReadonlySet<string> = new Set([
  's3-endpoint-route-missing',
  'sts-unreachable-private',
  'source-ip-through-vpc-endpoint',
  'source-vpce-wrong-endpoint',
  'vpce-policy-implicit',
  'vpce-policy-explicit-deny',
])

/** The set-ups of the connectors that a fault names. */
export const setUpsOf = ({ connectors, layer }: Fault): readonly ShippedName[] =>
  shippedNames.filter((name) => {
    const connection: S3Connection = shippedConnections[name]
    const isOfCatalogs = layer === 'glue' || layer === 'lake-formation'
    return connectors.includes(connection.connector) && (!isOfCatalogs || connection.glueDatabase !== undefined)
  })

/** A healthy set-up, and the same with a fault in it. */
export const brokenBy = (fault: Fault, names = setUpsOf(fault)): fc.Arbitrary<BrokenSetUp> =>
  fc
    .constantFrom(...names)
    .chain(anySetUp)
    .map((drawn) => ({ ...drawn, broken: fault.inject(drawn.setUp) }))
    .filter((drawn): drawn is BrokenSetUp => drawn.broken !== undefined)
