import { type Family, formatAddress, formatCidr } from '../base/cidr.ts'
import { cidrsOf, type IntervalSet } from '../base/interval-set.ts'

/** The addresses of a set as a person reads them: a block where a stretch is one, else its ends. */
export const formatSources = (set: IntervalSet, family: Family): readonly string[] =>
  set.map(({ first, last }) => {
    const [block, more] = cidrsOf([{ first, last }], family)
    if (block !== undefined && more === undefined) return formatCidr(block)
    return `${formatAddress({ family, value: first })}-${formatAddress({ family, value: last })}`
  })
