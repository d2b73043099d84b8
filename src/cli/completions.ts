import type { Command } from 'commander'
import { everyFault } from '../faults/every-fault.ts'
import { reporters } from '../report/reporters.ts'
import { type ExitCode, exitCode } from './exit-code.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** `sallyport completions SHELL`: a script for the shell, made of the commands as they are. */
export function completions(shell: Shell, program: Command): ExitCode {
  process.stdout.write(scripts[shell](wordsOf(program), valuesAfter(program)))
  return exitCode.ok
}

/** The words that may follow a command, by its path: `test`, `sandbox exec`; the empty path is the program. */
type Words = ReadonlyMap<string, readonly Word[]>
type Values = ReadonlyMap<string, readonly string[]>

interface Word {
  readonly word: string
  readonly about: string
}

const faultIds = everyFault.map(({ id }) => id)

/** The values that an option or argument takes, where they are known, by the word before it. */
function valuesAfter(program: Command): Values {
  const values = new Map<string, readonly string[]>([
    ['--reporter', Object.keys(reporters)],
    ['-r', Object.keys(reporters)],
    ['--faults', ['all', ...faultIds]],
    ['faults', faultIds],
  ])
  const add = (word: string, choices: readonly string[] | undefined): void => {
    if (choices !== undefined) values.set(word, [...new Set([...(values.get(word) ?? []), ...choices])])
  }
  const visit = (command: Command): void => {
    add(command.name(), command.registeredArguments[0]?.argChoices)
    for (const { long, argChoices } of command.options) add(long ?? '', argChoices)
    for (const each of command.commands) visit(each)
  }
  visit(program)
  return values
}

function wordsOf(program: Command, path = ''): Words {
  const help = program.createHelp()
  const commands = help.visibleCommands(program).map((command) => ({ word: command.name(), about: help.subcommandDescription(command) }))
  const own = [...help.visibleOptions(program), ...help.visibleGlobalOptions(program).filter(({ long }) => long !== '--version')]
  const options = own.flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : []))
  return new Map([
    [path, [...commands, ...options]],
    ...program.commands.flatMap((command) => [...wordsOf(command, `${path} ${command.name()}`.trim())]),
  ])
}

const list = (words: readonly Word[]): string => words.map(({ word }) => word).join(' ')

/** The longest path of commands that has been typed. */
const bash = (words: Words, values: Values): string => `# source <(sallyport completions bash)
_sallyport() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path= word words=
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case "\${path:+$path }$word" in
${[...words.keys()].flatMap((path) => (path === '' ? [] : [`      '${path}') path='${path}' ;;`])).join('\n')}
    esac
  done
  case "$previous" in
${[...values].map(([word, choices]) => `    ${word}) words='${choices.join(' ')}' ;;`).join('\n')}
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

const zsh = (words: Words, values: Values): string => `#compdef sallyport
# source <(sallyport completions zsh)
autoload -U +X bashcompinit && bashcompinit
${bash(words, values)}`

const fishQuote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

const fish = (words: Words, values: Values): string =>
  [
    '# sallyport completions fish | source',
    ...[...words].flatMap(([path, after]) => {
      const when = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`
      return after.map(({ word, about }) => {
        const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`
        return `complete -c sallyport -n ${fishQuote(when)} ${what} -d ${fishQuote(about)}`
      })
    }),
    ...[...values].flatMap(([word, choices]) => {
      if (/^-\w$/.test(word)) return []
      const what = word.startsWith('--') ? `-l ${word.slice(2)} -x` : `-n ${fishQuote(`__fish_seen_subcommand_from ${word}`)} -f`
      return `complete -c sallyport ${what} -a ${fishQuote(choices.join(' '))}`
    }),
    '',
  ].join('\n')

const scripts: Readonly<Record<Shell, (words: Words, values: Values) => string>> = { bash, zsh, fish }
