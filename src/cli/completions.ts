import type { Command } from 'commander'
import { catalogue } from '../faults/catalogue.ts'
import { reporters } from '../report/reporters.ts'
import { type ExitCode, exitCode } from './exit-code.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** `sallyport completions SHELL`: a script for the shell, made of the commands as they are. */
export function completions(shell: Shell, program: Command): ExitCode {
  process.stdout.write(scripts[shell](wordsOf(program)))
  return exitCode.ok
}

/** The words that may follow a command, by its path: `test`, `sandbox exec`; the empty path is the program. */
type Words = ReadonlyMap<string, readonly Word[]>

interface Word {
  readonly word: string
  readonly about: string
}

/** A helper for the values that an option or argument takes, where they are known. */
const valuesAfter = (): Readonly<Record<string, readonly string[]>> => ({
  '--reporter': Object.keys(reporters),
  '-r': Object.keys(reporters),
  '--faults': ['all', ...catalogue.map(({ id }) => id)],
  faults: catalogue.map(({ id }) => id),
  completions: shells,
})

function wordsOf(program: Command, path = ''): Words {
  const help = program.createHelp()
  const commands = help.visibleCommands(program).map((command) => ({ word: command.name(), about: help.subcommandDescription(command) }))
  const options = help.visibleOptions(program).flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : []))
  return new Map([
    [path, [...commands, ...options]],
    ...program.commands.flatMap((command) => [...wordsOf(command, `${path} ${command.name()}`.trim())]),
  ])
}

const list = (words: readonly Word[]): string => words.map(({ word }) => word).join(' ')

/** The longest path of commands that has been typed. */
const bash = (words: Words): string => `# source <(sallyport completions bash)
_sallyport() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
${[...words.keys()].flatMap((path) => (path === '' ? [] : [`      '${path}') path='${path}' ;;`])).join('\n')}
    esac
  done
  case "$previous" in
${Object.entries(valuesAfter())
  .map(([word, values]) => `    ${word}) words='${values.join(' ')}' ;;`)
  .join('\n')}
  esac
  if [ -z "$words" ]; then
    case "$path" in
${[...words].map(([path, after]) => `      '${path}') words='${list(after)}' ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _sallyport sallyport
`

const zsh = (words: Words): string => `#compdef sallyport
# source <(sallyport completions zsh)
autoload -U +X bashcompinit && bashcompinit
${bash(words)}`

const fishQuote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

const fish = (words: Words): string =>
  [
    '# sallyport completions fish | source',
    ...[...words].flatMap(([path, after]) => {
      const when = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`
      return after.map(({ word, about }) => {
        const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`
        return `complete -c sallyport -n ${fishQuote(when)} ${what} -d ${fishQuote(about)}`
      })
    }),
    `complete -c sallyport -n '__fish_seen_subcommand_from faults' -f -a ${fishQuote(catalogue.map(({ id }) => id).join(' '))}`,
    `complete -c sallyport -n '__fish_seen_subcommand_from test' -l reporter -x -a ${fishQuote(Object.keys(reporters).join(' '))}`,
    '',
  ].join('\n')

const scripts: Readonly<Record<Shell, (words: Words) => string>> = { bash, zsh, fish }
