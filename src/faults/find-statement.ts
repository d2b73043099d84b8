import type { LayerName, StatementTrace } from '../engine/decision.ts'
import { catalogOf, findRole, policyArn, targetAccount, targetPoint } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { isAboveAccount } from '../fixture/guardrails.ts'
import type { Need } from '../fixture/need.ts'
import { serviceWay } from '../fixture/service-way.ts'
import { carriersOf, holderIn, holderOf } from './holder.ts'
import { type DocumentPlace, documentsOf, type Holder, type PlacedDocument, type PlacedStatement } from './placed-document.ts'

/** The statement that a trace is about, in the document where this need meets it. */
export function findStatement(fixture: Fixture, need: Need, layer: LayerName, trace: StatementTrace): PlacedStatement | undefined {
  const documents = documentsOf(fixture).filter(({ file }) => file.file === trace.at.file)
  const document = documents.find(({ place }) => isPlaceOf(fixture, need, layer, place)) ?? documents[0]
  const statement = document?.file.policy.statements.find(({ index }) => index === trace.index)
  return document === undefined || statement === undefined ? undefined : { document, statement }
}

/** The documents of the layer that have a say in the need. */
export const documentsOfLayer = (fixture: Fixture, need: Need, layer: LayerName): readonly PlacedDocument[] =>
  documentsOf(fixture).filter(({ place }) => isPlaceOf(fixture, need, layer, place))

function isSessionPolicy(fixture: Fixture, { by }: Need, name: string): boolean {
  const policy = fixture.policies.get(name)
  return by.type === 'role' && policy !== undefined && by.sessionPolicyArn === policyArn(fixture, policy)
}

function isOnTheWay(fixture: Fixture, { from, action }: Need, vpcEndpoint: string): boolean {
  const way = from === undefined ? undefined : serviceWay(fixture, from, action.slice(0, action.indexOf(':')))
  return way?.endpoint?.name === vpcEndpoint
}

function isPlaceOf(fixture: Fixture, need: Need, layer: LayerName, place: DocumentPlace): boolean {
  const holder = holderOf(fixture, need.by)
  const carriers = holder === undefined ? [] : carriersOf(fixture, holder)
  const carries = ({ type, name }: Holder): boolean => carriers.some((carrier) => carrier.type === type && carrier.name === name)
  switch (place.kind) {
    case 'inline':
      return layer === 'identity' && carries(place.holder)
    case 'managed':
      if (layer === 'session') return isSessionPolicy(fixture, need, place.name)
      return layer === 'identity' && carriers.some((carrier) => holderIn(fixture, carrier)?.attached.includes(place.name))
    case 'managedVersion':
      return false
    case 'boundary':
      return layer === 'permissionsBoundary' && carries(place.holder)
    case 'trust':
      return layer === 'resource' && findRole(fixture, need.resource)?.name === place.role
    case 'bucketPolicy':
      return layer === 'resource' && `${need.resource}/`.startsWith(`arn:aws:s3:::${place.bucket}/`)
    case 'keyPolicy':
      return layer === 'resource' && need.resource.endsWith(`:key/${place.key}`)
    case 'vpcEndpointPolicy':
      return layer === 'vpcEndpoint' && isOnTheWay(fixture, need, place.vpcEndpoint)
    case 'accessPointPolicy':
      return layer === 'resource' && targetPoint(fixture, need.resource)?.name === place.accessPoint
    case 'catalogPolicy':
      return layer === 'resource' && catalogOf(fixture, need.resource)?.name === place.catalog
    case 'scp':
      return layer === 'serviceControl' && isAboveAccount(fixture, place, holder && holderIn(fixture, holder)?.account)
    case 'rcp':
      return layer === 'resourceControl' && isAboveAccount(fixture, place, targetAccount(fixture, need.resource))
  }
}
