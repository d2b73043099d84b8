import { readdirSync, readFileSync } from 'node:fs'
import { didYouMean } from '../base/suggest.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'

export const schemaFolder = new URL('../../schemas/', import.meta.url)

export const schemaNames = (): readonly string[] => readdirSync(schemaFolder).map((file) => file.replace(/\.json$/, ''))

/** `sallyport schema [NAME]`: what editors know of the files that users write, without a network. */
export function schema(name: string | undefined): ExitCode {
  const names = schemaNames()
  if (name === undefined) {
    process.stdout.write(`${names.join('\n')}\n`)
    return exitCode.ok
  }
  if (!names.includes(name)) {
    throw new CommandFailure(
      exitCode.input,
      `there is no schema \`${name}\``,
      didYouMean(name, names).help ?? `there are ${names.join(', ')}`,
    )
  }
  process.stdout.write(readFileSync(new URL(`${name}.json`, schemaFolder), 'utf8'))
  return exitCode.ok
}
