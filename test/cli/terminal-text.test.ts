import { afterEach, expect, it } from 'vitest'
import { terminalText } from '../../src/cli/terminal-text.ts'

const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

it.each([
  ['en_US.UTF-8', true, 'cut…'],
  ['C', true, 'cut...'],
  ['C', false, 'cut…'],
])('a terminal whose locale is %s (a terminal: %j) shows %j', (locale, isTTY, shown) => {
  process.env = { ...before, LC_ALL: locale, TERM: 'xterm' }
  expect(terminalText('cut…', { isTTY })).toBe(shown)
})
