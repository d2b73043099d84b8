import type { LayerName, StatementTrace } from '../engine/decision.ts'
import { findRole } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Need } from '../fixture/need.ts'
import { type DocumentPlace, documentsOf, type PlacedDocument, type PlacedStatement } from './placed-document.ts'

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

function isPlaceOf(fixture: Fixture, need: Need, layer: LayerName, place: DocumentPlace): boolean {
  const [type, name] = need.by.type === 'user' ? ['user', need.by.name] : ['role', findRole(fixture, need.by.arn)?.name]
  const isHolder = (holder: { readonly type: string; readonly name: string }): boolean => holder.type === type && holder.name === name
  const identity = type === 'user' ? fixture.users.get(name ?? '') : fixture.roles.get(name ?? '')
  const groups = identity !== undefined && 'groups' in identity ? identity.groups : []
  switch (place.kind) {
    case 'inline':
      return layer === 'identity' && (isHolder(place.holder) || (place.holder.type === 'group' && groups.includes(place.holder.name)))
    case 'managed':
      return layer === 'identity' && isAttached([identity, ...groups.map((group) => fixture.groups.get(group))], place.name)
    case 'boundary':
      return layer === 'permissionsBoundary' && isHolder(place.holder)
    case 'trust':
      return layer === 'resource' && findRole(fixture, need.resource)?.name === place.role
    case 'bucketPolicy':
      return layer === 'resource' && `${need.resource}/`.startsWith(`arn:aws:s3:::${place.bucket}/`)
    case 'keyPolicy':
      return layer === 'resource' && need.resource.endsWith(`:key/${place.key}`)
  }
}

const isAttached = (holders: readonly ({ readonly attached: readonly string[] } | undefined)[], policy: string): boolean =>
  holders.some((holder) => holder?.attached.includes(policy) === true)
