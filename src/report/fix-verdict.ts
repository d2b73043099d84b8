import { unreachable } from '../base/result.ts'
import type { Excess } from '../scenario/beyond-need.ts'
import type { FixVerdict } from '../scenario/fix-verdict.ts'
import type { Style } from './style.ts'

const row = (name: string, text: string): string => `  ${name.padEnd(9)} ${text}`

/** What came of a fix that was tried out; `verified` only where it is proven that it mends and allows nothing beyond the need. */
export function renderVerdict(fix: FixVerdict, style: Style): readonly string[] {
  switch (fix.verdict) {
    case 'verified':
      return [
        style.good(row('verified', 'applied in a fresh sandbox: it is mended, and nothing is allowed that the connection does not need')),
      ]
    case 'tooWide':
      return [
        style.warn(row('too wide', 'it mends, but it allows more than the connection needs:')),
        ...fix.excess.slice(0, 5).map(renderExcess),
        ...more(fix.excess.length - 5),
      ]
    case 'doesNotHeal':
      return [style.bad(row('no cure', `applied in a fresh sandbox, this is still wrong: ${fix.left.join('; ')}`))]
    case 'nothingToApply':
      return [style.dim(row('by hand', 'there is no change of a document to try out'))]
    default:
      return unreachable(fix)
  }
}

const renderExcess = ({ who, action, resource, circumstance }: Excess): string =>
  row('', `${who} may use ${action} on ${resource}${circumstance === undefined ? '' : ` ${circumstance}`}`)

const more = (rest: number): readonly string[] => (rest > 0 ? [row('', `and ${rest} more`)] : [])
