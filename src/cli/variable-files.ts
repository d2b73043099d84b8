import type { VariableFile } from '../fixture/import/imported.ts'
import { displayPath } from '../fixture/load.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { readSource } from './read-source.ts'

/** Files with values of Terraform's variables that it does not read by itself, as its `-var-file`. */
export const readVariableFiles = (paths: readonly string[] = []): readonly VariableFile[] =>
  paths.map((path) => {
    const text = readSource(path)
    if (text === undefined) throw new CommandFailure(exitCode.input, `there is no file \`${path}\`, or it cannot be read`)
    return { file: displayPath(path), text }
  })

/** Where nothing has such variables. */
export function refuseVariableFiles(paths: readonly string[] | undefined, isSource: boolean): void {
  if (paths !== undefined && !isSource)
    throw new CommandFailure(
      exitCode.input,
      "`--var-file` goes with Terraform's own files",
      'a plan has its values already; `--parameter` is for templates',
    )
}
