import { createHash } from 'node:crypto'
import type { Key } from './key.ts'
import { currentMaterial, isComplete, type Material, materialId, rotateTo } from './material.ts'
import type { KmsStore } from './store.ts'

/** What time alone does to a key, up to now. Whoever looks a key up sees it so. */
export function settleKey(key: Key, now: Date, store: KmsStore): void {
  for (const each of store.related(key, now)) expire(each, now)
  rotate(key, now, store)
  startDeletion(key, now, store)
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html#importing-keys-expiration */
function expire(key: Key, now: Date): void {
  const isOver = ({ bytes, imported }: Material): boolean =>
    bytes !== undefined && imported?.validTo !== undefined && imported.validTo <= now
  if (!key.materials.some(isOver)) return
  key.materials = key.materials.map((material) => (isOver(material) ? withoutBytes(material) : material))
  leaveWithoutMaterial(key)
}

export const withoutBytes = ({ id, state, rotated, imported }: Material): Material => ({
  id,
  state,
  ...(rotated === undefined ? {} : { rotated }),
  ...(imported === undefined ? {} : { imported }),
})

/** What a key becomes when it has lost material. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteImportedKeyMaterial.html */
export function leaveWithoutMaterial(key: Key): void {
  if ((key.state === 'Enabled' || key.state === 'Disabled') && !isComplete(key)) key.state = 'PendingImport'
}

/**
 * Rotations that have come due. The next material is made of the one before it, so that it does not matter when somebody looks.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
function rotate(key: Key, now: Date, store: KmsStore): void {
  const related = store.related(key, now)
  const primary = related.find(({ region, multiRegion }) => multiRegion?.primaryRegion === region) ?? key
  if (primary.rotation === undefined || primary.state !== 'Enabled') return
  const { enabledAt, periodInDays } = primary.rotation
  const last = primary.materials.findLast(({ rotated }) => rotated?.type === 'AUTOMATIC' && rotated.date > enabledAt)
  const period = periodInDays * 86_400_000
  for (let due = (last?.rotated?.date ?? enabledAt).getTime() + period; due <= now.getTime(); due += period) {
    const materials = rotateTo(nextMaterial(primary, new Date(due)), primary.materials)
    for (const each of related) each.materials = materials
  }
}

function nextMaterial(key: Key, date: Date): Material {
  const bytes = createHash('sha256')
    .update(`rotation of ${date.toISOString()}`)
    .update(currentMaterial(key)?.bytes ?? '')
    .digest()
  return { id: materialId(key.id, bytes), bytes, state: 'CURRENT', rotated: { date, type: 'AUTOMATIC' } }
}

/** The waiting time of a primary key begins when its last replica is gone. @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-mrks.html */
function startDeletion(key: Key, now: Date, store: KmsStore): void {
  if (key.state !== 'PendingReplicaDeletion' || store.related(key, now).length > 1) return
  const { scheduledAt = now, windowInDays = 30 } = key.replicaDeletion ?? {}
  const ends = store.replicas(key).flatMap(({ deletion }) => (deletion === undefined ? [] : [deletion.date.getTime()]))
  const begun = Math.max(scheduledAt.getTime(), ...ends)
  key.state = 'PendingDeletion'
  key.deletion = { date: new Date(begun + windowInDays * 86_400_000), windowInDays }
  delete key.replicaDeletion
}
