import { createRequire } from 'node:module'

/** Of the installed package, found by its name: how deep a module lies differs once it is bundled. */
export function packageVersion(): string {
  const { version }: { version: string } = createRequire(import.meta.url)('sallyport/package.json')
  return version
}
