import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../base/parse-json.ts'
import type { Fixture } from '../../fixture/fixture.ts'
import { displayPath } from '../../fixture/load.ts'
import { isDescribeAnswer } from '../../network/import-describe.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'
import { findTarget } from '../probe/open-target.ts'
import { readNamedFile } from '../read-named-file.ts'
import type { AccountRead, AccountText } from './compare-account.ts'
import type { RealPolicy } from './drift-policies.ts'
import { TargetReader } from './drift-target.ts'

/** The answers that are known by the names of their files: they do not say whose policy it is. */
const named = /(?:^|[\\/])(bucket|key|access-point|catalog)-policy\.(.+)\.json$/

const kinds = { bucket: 'bucketPolicy', key: 'keyPolicy', 'access-point': 'accessPointPolicy', catalog: 'catalogPolicy' } as const

/** Dumps that somebody made, in files and folders. */
export function readDumps(paths: readonly string[]): AccountRead {
  const texts: AccountText[] = []
  const policies: RealPolicy[] = []
  for (const path of paths.flatMap(filesOf)) {
    const name = displayPath(path)
    const text = readNamedFile(path)
    const policy = policyIn(name, text)
    if (policy !== undefined) policies.push(policy)
    else texts.push(answerIn(name, text))
  }
  return { texts, policies, notes: notCompared(texts, policies) }
}

/** Dumps are of what somebody thought of. */
const notCompared = (texts: readonly AccountText[], policies: readonly RealPolicy[]): readonly string[] =>
  texts.length > 0 && policies.length === 0 ? ['policies of buckets, keys and organizations are not compared: none were given'] : []

function answerIn(name: string, text: string): AccountText {
  if (/"(?:RoleDetailList|UserDetailList)"\s*:/.test(text)) return { name, text, kind: 'details' }
  const tree = parseJson(text, name)
  if (tree.ok && isDescribeAnswer(tree.value)) return { name, text, kind: 'answer' }
  throw new CommandFailure(
    exitCode.input,
    `\`${name}\` is no answer of AWS that is compared`,
    'docs/drift.md lists the commands of the AWS CLI whose answers are',
  )
}

/** What `get-bucket-policy`, `get-key-policy` and `organizations describe-policy` print. */
function policyIn(name: string, text: string): RealPolicy | undefined {
  const [, kind, of] = named.exec(name) ?? []
  const answer = parsed(text)
  if (kind !== undefined && of !== undefined) {
    const inside = isRecord(answer) ? (answer.Policy ?? answer.PolicyInJson) : undefined
    const place = Object.entries(kinds).find(([word]) => word === kind)?.[1] ?? 'bucketPolicy'
    return { kind: place, of, name, text: typeof inside === 'string' ? inside : text }
  }
  const policy = isRecord(answer) ? answer.Policy : undefined
  const summary = isRecord(policy) ? policy.PolicySummary : undefined
  if (!isRecord(policy) || !isRecord(summary) || typeof policy.Content !== 'string' || typeof summary.Name !== 'string') return undefined
  const type = summary.Type === 'RESOURCE_CONTROL_POLICY' ? 'rcp' : 'scp'
  return { kind: type, of: summary.Name, name, text: policy.Content }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function filesOf(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory() !== true) return [path]
  const names = readdirSync(path).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => join(path, name))
}

/** What the accounts of a target have now. Their ids are put in the words of the fixture, which may have others. */
export async function readTarget(name: string, fixture: Fixture): Promise<AccountRead> {
  const { target: settings } = findTarget(name)
  const reader = new TargetReader(fixture, settings)
  if (reader.known.length === 0)
    throw new CommandFailure(
      exitCode.input,
      `the target \`${name}\` has none of the accounts of the fixture`,
      'name them in sallyport.yaml',
    )
  try {
    return await reader.read()
  } catch (error) {
    if (error instanceof CommandFailure || error instanceof TypeError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new CommandFailure(exitCode.target, `the accounts of the target \`${name}\` cannot be read: ${why}`)
  }
}
