import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { suggest } from '../base/suggest.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'

/** The text of a file that the user named; why there is none is told. `help` is for a file that is not there and whose name resembles no other. */
export function readNamedFile(path: string, help?: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandFailure(exitCode.input, ...whyUnreadable(path, error, help))
  }
}

function whyUnreadable(path: string, error: unknown, help: string | undefined): [message: string, help?: string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [`there is no file \`${path}\``, ...optional(nearby(path) ?? help)]
    case 'EISDIR':
      return [`\`${path}\` is a folder, and a file is needed`]
    case 'EACCES':
    case 'EPERM':
      return [`\`${path}\` cannot be read: you lack the permission`]
    default:
      return [`\`${path}\` cannot be read${code === undefined ? '' : `: ${code}`}`]
  }
}

const optional = (help: string | undefined): [help?: string] => (help === undefined ? [] : [help])

function nearby(path: string): string | undefined {
  const near = suggest(basename(path), namesIn(dirname(path)))
  return near === undefined ? undefined : `did you mean \`${join(dirname(path), near)}\`?`
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
