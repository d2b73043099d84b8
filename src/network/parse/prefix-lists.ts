import { formatCidr } from '../../base/cidr.ts'
import type { PrefixList } from '../network.ts'
import { canonical, type Draft, mapOf } from './draft.ts'

export function readPrefixLists(draft: Draft): ReadonlyMap<string, PrefixList> {
  return mapOf(draft.text.prefixLists, ({ key: name, keyAt: at, value }): PrefixList => {
    const entries = ('short' in value ? value.short : value.long.of.entries).items.map((block) =>
      canonical(draft, block, formatCidr(block.cidr)),
    )
    const service = 'long' in value ? value.long.of.service?.text : undefined
    return { name, at, entries, ...(service === undefined ? {} : { service }) }
  })
}
