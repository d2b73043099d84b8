import type { LayerName, PolicyTrace } from '../engine/decision.ts'
import type { Request } from '../engine/request.ts'
import type { DocumentPlace, PlacedDocument } from '../faults/placed-document.ts'
import { catalogOf, roleArn, targetPoint, userArn } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'

/** Whether this document of the fixture is the policy that took part in the decision. */
export function isMeant({ place }: PlacedDocument, layer: LayerName, policy: PolicyTrace, request: Request, fixture: Fixture): boolean {
  switch (place.kind) {
    case 'inline':
      return layer === 'identity' && policy.arn === undefined && policy.name === place.name && asks(place.holder, request, fixture)
    case 'managed':
      return layer === 'identity' && policy.arn !== undefined && policy.name === place.name
    case 'managedVersion':
      return false
    case 'boundary':
      return layer === 'permissionsBoundary' && asks(place.holder, request, fixture)
    case 'trust': {
      const role = fixture.roles.get(place.role)
      return layer === 'resource' && role !== undefined && request.resource === roleArn(fixture, role)
    }
    case 'bucketPolicy':
      return layer === 'resource' && request.resource.split(':::')[1]?.split('/')[0] === place.bucket
    case 'keyPolicy': {
      const key = fixture.keys.get(place.key)
      return layer === 'resource' && key !== undefined && request.resource.endsWith(`:key/${key.name}`)
    }
    case 'vpcEndpointPolicy':
      return layer === 'vpcEndpoint' && policy.name === fixture.network?.vpcEndpoints.get(place.vpcEndpoint)?.id
    case 'accessPointPolicy':
      return layer === 'resource' && targetPoint(fixture, request.resource)?.name === place.accessPoint
    case 'catalogPolicy':
      return layer === 'resource' && catalogOf(fixture, request.resource)?.name === place.catalog
    case 'scp':
      return layer === 'serviceControl' && policy.name === place.name
    case 'rcp':
      return layer === 'resourceControl' && policy.name === place.name
  }
}

function asks(holder: Extract<DocumentPlace, { kind: 'inline' }>['holder'], { principal }: Request, fixture: Fixture): boolean {
  const role = fixture.roles.get(holder.name)
  const user = fixture.users.get(holder.name)
  switch (holder.type) {
    case 'role':
      return role !== undefined && principal.type === 'assumedRole' && principal.roleArn === roleArn(fixture, role)
    case 'user':
      return user !== undefined && principal.type === 'user' && principal.arn === userArn(fixture, user)
    case 'group':
      return (
        principal.type === 'user' &&
        [...fixture.users.values()].some((each) => each.groups.includes(holder.name) && userArn(fixture, each) === principal.arn)
      )
  }
}
