import { visible } from '../../base/visible.ts'
import { terminalStyle } from '../terminal-style.ts'

/** One thing that `sallyport doctor` has looked at. */
export interface Finding {
  readonly what: string
  readonly found: string
  /** Where the value comes from: `sallyport.yaml:7`, the name of an environment variable, `default`. */
  readonly origin?: string
  /** What does not work because of it, where nothing has to be done. */
  readonly note?: string
  /** What to do where it is not right. */
  readonly advice?: string
  readonly target?: string
  /** By the name that fixtures have for it. */
  readonly account?: string
}

/** Findings in their order, under a heading for each target and account. */
export function renderFindings(findings: readonly Finding[]): string {
  const style = terminalStyle(process.stdout)
  const headings = [...new Set(findings.map(headingOf))]
  return headings
    .map((heading) => {
      const group = findings.filter((finding) => headingOf(finding) === heading)
      const width = Math.max(17, ...group.map(({ what }) => what.length))
      return `${heading === '' ? '' : `\n${style.bold(heading)}\n`}${group.map((finding) => renderFinding(finding, width)).join('')}`
    })
    .join('')
}

const headingOf = ({ target, account }: Finding): string =>
  target === undefined ? '' : account === undefined ? `target ${target}` : `target ${target}, account ${account}`

function renderFinding({ what, found, origin, note, advice }: Finding, width: number): string {
  const style = terminalStyle(process.stdout)
  const mark = advice !== undefined ? style.bad('no  ') : note !== undefined ? style.warn('note') : style.good('ok  ')
  const more = [note, advice].flatMap((line) => (line === undefined ? [] : [`${' '.repeat(width + 8)}${line}\n`]))
  const from = origin === undefined ? '' : style.dim(` (${origin})`)
  return `${mark}  ${what.padEnd(width)}  ${visible(found)}${from}\n${more.join('')}`
}
