import type { Cause } from './cause.ts'
import type { Evidence } from './evidence.ts'
import { isGap } from './findings.ts'
import { isFileKeyUse, usesCatalogKey } from './subject.ts'

/** Whether a cause is about the key of the catalog, and nothing of the same policy keeps files from being encrypted or decrypted as well. */
export const isOfCatalogKeyAlone = (cause: Cause, causes: readonly Cause[]): boolean =>
  usesCatalogKey(cause.need) && !causes.some((other) => isGap(other) && isFileKeyUse(other.need) && isTheSame(other, cause))

/** A key has a policy of its own; the policies of a role are those for all keys. */
const isTheSame = (one: Cause, { layer, need }: Cause): boolean =>
  one.layer === layer && (layer === 'resource' ? one.need.resource === need.resource : one.need.action === need.action)

/** What is to be said of the keys of files. */
export const besideCatalogKey = <E extends Pick<Evidence, 'causes'>>(evidence: E): E => ({
  ...evidence,
  causes: evidence.causes.filter((cause) => !isOfCatalogKeyAlone(cause, evidence.causes)),
})
