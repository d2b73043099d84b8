import { createHash } from 'node:crypto'

/**
 * One of the key materials of a key: the current one encrypts, all decrypt.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RotationsListEntry.html
 */
export interface Material {
  readonly id: string
  /** As `newMaterial` makes it. Absent while an imported one is deleted, expired or not imported in this Region yet. */
  readonly bytes?: Uint8Array
  readonly state: 'CURRENT' | 'NON_CURRENT' | PendingState
  /** Of all but the first, and but those that wait for their rotation. */
  readonly rotated?: { readonly date: Date; readonly type: 'AUTOMATIC' | 'ON_DEMAND' }
  /** What the import said of it. */
  readonly imported?: { readonly description?: string; readonly validTo?: Date }
}

export type PendingState = 'PENDING_ROTATION' | 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'

/** Names the material without giving it away. KMS makes it of the key's id, so that all Regions of a key have it alike. */
export const materialId = (keyId: string, bytes: Uint8Array): string =>
  createHash('sha256').update(`material of ${keyId}`).update(bytes).digest('hex')

export const firstMaterial = (keyId: string, bytes: Uint8Array): Material => ({ id: materialId(keyId, bytes), bytes, state: 'CURRENT' })

/** A key, as far as its material goes. */
interface Materials {
  readonly arn: string
  readonly materials: readonly Material[]
}

export const isPending = ({ state }: Material): boolean => state !== 'CURRENT' && state !== 'NON_CURRENT'

/** Undefined for a key that nothing was imported into. */
export const currentMaterial = ({ materials }: Pick<Materials, 'materials'>): Material | undefined =>
  materials.find(({ state }) => state === 'CURRENT')

/** What encrypts and signs. A key without it is refused by its state. */
export function currentBytes(key: Materials): Uint8Array {
  const bytes = currentMaterial(key)?.bytes
  if (bytes === undefined) throw new Error(`internal error: ${key.arn} has no key material`)
  return bytes
}

/** Whether all that was used is there. */
export const isComplete = ({ materials }: Pick<Materials, 'materials'>): boolean =>
  materials.some(({ state }) => state === 'CURRENT') && materials.every((material) => isPending(material) || material.bytes !== undefined)

/** With a new current one. */
export const rotateTo = (next: Material, materials: readonly Material[]): readonly Material[] => [
  ...materials
    .filter(({ id }) => id !== next.id)
    .map((each) => (each.state === 'CURRENT' ? { ...each, state: 'NON_CURRENT' as const } : each)),
  next,
]
