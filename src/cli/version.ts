import { readFileSync } from 'node:fs'

/** Of the installed package. */
export const version: string = (() => {
  const { version: text }: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return text
})()
