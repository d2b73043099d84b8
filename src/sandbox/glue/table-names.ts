import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { glueError } from './errors.ts'

/** Names, dots, stars and bars: what clients send. Groups and classes are not taken, since they can be made to take for ever. */
export function compileNames(text: string): Result<RegExp, AwsError> {
  if (!/^[\w.*|$^ -]*$/.test(text) || /\*\*|(?:^|\|)\*(?!$)/.test(text))
    return err(glueError('InvalidInputException', `The sandbox does not read the expression ${text}`))
  const hive = text.replace(/(?<![.\w])\*|(?<=\w)\*/g, '.*')
  return ok(new RegExp(text === '' ? '' : `^(?:${hive})$`))
}
