import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../base/parse-json.ts'
import { targetOf } from '../deploy/guard.ts'
import { callerOf, readAccountDetails, readNetwork } from '../deploy/read-account.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { displayPath } from '../fixture/load.ts'
import { isDescribeAnswer } from '../network/import-describe.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { findTarget } from './open-target.ts'

/** What was read of an account: details of IAM and answers of EC2, in the words of the fixture. */
export interface AccountText {
  readonly name: string
  readonly text: string
  readonly kind: 'details' | 'answer'
}

/** Dumps that somebody made, in files and folders. */
export function readDumps(paths: readonly string[]): readonly AccountText[] {
  return paths.flatMap(filesOf).map((path) => {
    const name = displayPath(path)
    const text = readText(path)
    if (/"(?:RoleDetailList|UserDetailList)"\s*:/.test(text)) return { name, text, kind: 'details' }
    const tree = parseJson(text, name)
    if (tree.ok && isDescribeAnswer(tree.value)) return { name, text, kind: 'answer' }
    throw new CommandFailure(
      exitCode.input,
      `\`${name}\` is no answer of AWS that is compared`,
      'give what `aws iam get-account-authorization-details` and `aws ec2 describe-*` print',
    )
  })
}

function filesOf(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory() !== true) return [path]
  const names = readdirSync(path).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => join(path, name))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new CommandFailure(exitCode.input, `there is no file \`${path}\`, or it cannot be read`)
  }
}

/** What the accounts of a target have now. Their ids are put in the words of the fixture, which may have others. */
export async function readTarget(name: string, fixture: Fixture): Promise<readonly AccountText[]> {
  const { target: settings } = findTarget(name)
  const target = targetOf(settings, 60_000)
  const regions = new Set([...(fixture.network?.vpcs.values() ?? [])].map(({ region }) => region))
  const known = [...fixture.accounts.values()].flatMap(({ name: account, id }) => {
    const real = settings.accounts.get(account)
    return real === undefined ? [] : [{ id, real: real.id }]
  })
  if (known.length === 0)
    throw new CommandFailure(
      exitCode.input,
      `the target \`${name}\` has none of the accounts of the fixture`,
      'name them in sallyport.yaml',
    )
  const ids = new Map<string, string>(known.map(({ id, real }) => [real, id]))
  // In one pass: what is put in may be another account's id there.
  const translated = (text: string): string => text.replace(new RegExp([...ids.keys()].join('|'), 'g'), (found) => ids.get(found) ?? found)
  const found: AccountText[] = []
  for (const { real } of known) {
    try {
      const caller = await callerOf(target, real)
      if (caller !== real) throw new CommandFailure(exitCode.target, `the credentials for account ${real} belong to account ${caller}`)
      const details = await readAccountDetails(target, real)
      found.push({ ...details, text: translated(details.text), kind: 'details' })
      for (const region of regions)
        for (const answer of await readNetwork(target, real, region))
          found.push({ ...answer, text: translated(answer.text), kind: 'answer' })
    } catch (error) {
      if (error instanceof CommandFailure || error instanceof TypeError) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new CommandFailure(exitCode.target, `the account ${real} of the target \`${name}\` cannot be read: ${why}`)
    }
  }
  return found
}
