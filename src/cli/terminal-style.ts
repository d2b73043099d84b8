import { styleText } from 'node:util'
import { plainStyle, type Style } from '../report/style.ts'

const emphasis: Style = {
  bold: (text) => styleText('bold', text),
  dim: (text) => styleText('dim', text),
  good: (text) => styleText('green', text),
  bad: (text) => styleText('red', text),
  warn: (text) => styleText('yellow', text),
}

/** Colours for a terminal, unless `NO_COLOR` is set; `FORCE_COLOR` asks for them anywhere. @see https://no-color.org */
export function terminalStyle(stream: { readonly isTTY?: boolean }): Style {
  const { NO_COLOR, FORCE_COLOR } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return plainStyle
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0'
  return forced || stream.isTTY === true ? emphasis : plainStyle
}
