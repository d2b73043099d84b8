import type { Fixture } from '../fixture/fixture.ts'
import type { ImportOptions, VariableFile } from '../fixture/import/imported.ts'
import { displayPath } from '../fixture/load.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { readNamedFile } from './read-named-file.ts'
import { readPairs } from './read-pairs.ts'

/** What the command line says of templates and of Terraform's own files. */
export interface GivenOptions {
  readonly parameter?: readonly string[]
  readonly varFile?: readonly string[]
}

/** The values of parameters and variables that templates and Terraform's own files leave open. */
export const readGivenValues = ({ parameter = [], varFile = [] }: GivenOptions): Pick<ImportOptions, 'parameters' | 'variableFiles'> => ({
  parameters: readPairs(parameter, 'parameter', 'NAME=VALUE'),
  variableFiles: varFile.map(readVariableFile),
})

/** A file that Terraform does not read by itself, as its `-var-file`. */
const readVariableFile = (path: string): VariableFile => ({ file: displayPath(path), text: readNamedFile(path) })

/** Where nothing has such variables. */
export function refuseVariableFiles(paths: readonly string[] | undefined, isSource: boolean): void {
  if (paths !== undefined && !isSource)
    throw new CommandFailure(
      exitCode.input,
      "`--var-file` goes with Terraform's own files",
      'a plan has its values already; `--parameter` is for templates',
    )
}

/** Values that nothing asks for are a slip of the hand. */
export function refuseUnusedValues({ parameter, varFile }: GivenOptions, fixtures: readonly Fixture[]): void {
  if ((parameter ?? varFile) === undefined || fixtures.some(({ sources }) => sources !== undefined)) return
  throw new CommandFailure(
    exitCode.input,
    "`--parameter` and `--var-file` go with templates and Terraform's own files, and there are none",
    'a fixture in YAML has its values itself, under `parameters`',
  )
}
