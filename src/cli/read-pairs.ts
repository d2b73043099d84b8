import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'

/** `NAME=VALUE` options by name; `what` and `example` are for whoever wrote one without a name. */
export function readPairs(pairs: readonly string[], what: string, example: string): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf('=')
      if (equals < 1) throw new CommandFailure(exitCode.input, `\`${pair}\` is no ${what}`, `write ${example}`)
      return [pair.slice(0, equals), pair.slice(equals + 1)]
    }),
  )
}
