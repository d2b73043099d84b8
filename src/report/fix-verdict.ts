import { unreachable } from '../base/result.ts'
import type { Excess } from '../scenario/beyond-need.ts'
import type { FixVerdict } from '../scenario/fix-verdict.ts'
import type { Style } from './style.ts'

/** What came of a fix that was tried out, in rows of a name and a text; `verified` only where it is proven that it mends and allows nothing beyond the need. */
export function verdictRows(fix: FixVerdict): readonly (readonly [name: string, text: string])[] {
  switch (fix.verdict) {
    case 'verified':
      return [['verified', 'applied in a fresh sandbox: it is mended, and nothing is allowed that the connection does not need']]
    case 'tooWide':
      return [
        ['too wide', 'it mends, but it allows more than the connection needs:'],
        ...fix.excess.slice(0, 5).map((each) => ['', renderExcess(each)] as const),
        ...more(fix.excess.length - 5),
      ]
    case 'doesNotHeal':
      return [['no cure', `applied in a fresh sandbox, this is still wrong: ${fix.left.join('; ')}`]]
    case 'nothingToApply':
      return [['by hand', 'there is no change of a document to try out']]
    default:
      return unreachable(fix)
  }
}

const paints = { verified: 'good', tooWide: 'warn', doesNotHeal: 'bad', nothingToApply: 'dim' } as const

/** The same for a terminal: the first row in the colour of the verdict. */
export const renderVerdict = (fix: FixVerdict, style: Style): readonly string[] =>
  verdictRows(fix).map(([name, text], index) => {
    const line = `  ${name.padEnd(9)} ${text}`
    return index === 0 ? style[paints[fix.verdict]](line) : line
  })

const renderExcess = ({ who, action, resource, circumstance }: Excess): string =>
  `${who} may use ${action} on ${resource}${circumstance === undefined ? '' : ` ${circumstance}`}`

const more = (rest: number): readonly (readonly [string, string])[] => (rest > 0 ? [['', `and ${rest} more`]] : [])
