import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fixtureFileNames } from '../../fixture/load.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

/** The files of a ticket: for a folder those in it, by their names; one with a fixture stays whole, and hidden files are nobody's ticket. */
export const ticketFiles = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => (isTicketFolder(path) ? inside(path) : [path]))

function isTicketFolder(path: string): boolean {
  if (path === '-' || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return false
  const names = readdirSync(path)
  return !fixtureFileNames.some((name) => names.includes(name))
}

function inside(folder: string): readonly string[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  if (names.length === 0)
    throw new CommandFailure(
      exitCode.input,
      `there is no file in the folder \`${folder}\``,
      'name the files of the ticket, or the folder that they are in',
    )
  return names.map(({ name }) => join(folder, name)).toSorted()
}
