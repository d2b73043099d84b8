import { readdirSync, statSync } from 'node:fs'
import { brokenText } from '../../report/gate-words.ts'
import { type ExitCode, exitCode } from '../exit-code.ts'
import { printProblems } from '../print-problems.ts'

const folder = 'policies'

/** Where files of other tools do not say where they are deployed. */
const assumed = { account: '111122223333', region: 'us-east-1', parameters: new Map<string, string>() }

/** Holds the rules of `policies/`, if there are any, against the policies of the working tree. */
export async function testRules(): Promise<ExitCode> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return exitCode.ok
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  if (!names.some((name) => /\.rules\.ya?ml$/i.test(name))) return exitCode.ok
  const [{ workingTree }, { unitsOf }, { checkRules, readRules }] = await Promise.all([
    import('../gate/gate-tree.ts'),
    import('../gate/gate-units.ts'),
    import('../gate/access-rules.ts'),
  ])
  const tree = workingTree()
  const rules = readRules(tree)
  const { units, problems, unknown } = await unitsOf(tree, assumed)
  const broken = rules.ok
    ? checkRules(
        rules.value,
        units.filter(({ carried }) => carried !== true),
        { limit: 10_000, clock: () => performance.now() },
      )
    : rules
  if (problems.length + unknown.length > 0) return printProblems({ ok: false, error: [...problems, ...unknown] }) ?? exitCode.input
  if (!broken.ok) return printProblems(broken) ?? exitCode.input
  for (const each of broken.value) process.stderr.write(`${brokenText(each)}\n`)
  return broken.value.length === 0 ? exitCode.ok : exitCode.failed
}
