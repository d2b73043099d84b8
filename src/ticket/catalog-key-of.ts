import { isOfCatalogKey } from './catalog-settings.ts'
import type { Draft } from './draft.ts'

/** The name of the key that a ticket is about, where it is that of the catalog: KMS refused it to whoever called Glue. */
export function catalogKeyOf({ ticket, keys }: Draft): string | undefined {
  const [key] = keys.values()
  return ticket.errors.some(isOfCatalogKey) ? key?.name : undefined
}
