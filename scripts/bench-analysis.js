// Measures `newAccess` on AWS managed policies against mutants of themselves. Called by bench.js; alone: node scripts/bench-analysis.js [FILE.jsonl]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { newAccess } from '../dist/analysis/new-access.js'
import { parsePolicyText } from '../dist/policy/parse-policy.js'
import { median } from './measure.js'

const list = (value) => (Array.isArray(value) ? value : [value])

/** What happens to policies: a statement dropped, an action widened, a condition removed, a resource widened. */
const mutations = {
  'statement dropped': (statements, pick) => statements.filter((_, index) => index !== pick(statements.length)),
  'action widened': (statements, pick) =>
    change(statements, pick, (s) => ('Action' in s ? { ...s, Action: list(s.Action).map(widen) } : s)),
  'condition removed': (statements, pick) =>
    change(statements, pick, (s) => Object.fromEntries(Object.entries(s).filter(([name]) => name !== 'Condition'))),
  'resource widened': (statements, pick) => change(statements, pick, (s) => ('Resource' in s ? { ...s, Resource: '*' } : s)),
}

const change = (statements, pick, edit) => {
  const at = pick(statements.length)
  return statements.map((statement, index) => (index === at ? edit(statement) : statement))
}

const widen = (action, index) => (index > 0 ? action : action.replace(/(:[A-Z][a-z]*).*/, '$1*'))

const parse = (document) => {
  const parsed = parsePolicyText(JSON.stringify(document), 'policy.json', 'identity')
  return parsed.ok ? parsed.value : undefined
}

/** Both directions of every mutation, as a pull request asks. */
function pairsOf(file, every) {
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((_, index) => index % every === 0)
  const pairs = []
  for (const [number, text] of lines.entries()) {
    const { document, name } = JSON.parse(text)
    const statements = list(document.Statement)
    const pick = (size) => (number * 7) % size
    for (const [mutation, mutate] of Object.entries(mutations)) {
      const changed = mutate(statements, pick)
      const [one, other] = [parse(document), changed.length === 0 ? undefined : parse({ ...document, Statement: changed })]
      if (one === undefined || other === undefined) continue
      pairs.push({ name, mutation, before: one, after: other }, { name, mutation, before: other, after: one })
    }
  }
  return pairs
}

function answer({ name, mutation, before, after }, options = {}) {
  const begun = performance.now()
  const { verdict, undecided } = newAccess(before, after, { ...options, time: { limit: 5000, clock: () => performance.now() } })
  return { name, mutation, ms: performance.now() - begun, verdict, why: undecided[0]?.because }
}

export const benchAnalysis = (file, every = 1) => summary(pairsOf(file, every).map((pair) => answer(pair)))

const corpus = fileURLToPath(new URL('../test/analysis/data/managed-policies.jsonl', import.meta.url))
const patience = 5

/** The same questions put to cvc5, one after the other; `skipped` says why there are none. */
export async function benchSolver(every = 20) {
  const ask = (file) => spawnSync('cvc5', ['--lang=smt2', '--strings-exp', `--tlimit=${patience * 1000}`, file], { encoding: 'utf8' })
  if (ask('/dev/null').error !== undefined) return { skipped: 'cvc5 is not installed (apt-get install cvc5)' }
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'))
  const timed = (text) => {
    const file = join(folder, 'problem.smt2')
    writeFileSync(file, text)
    const begun = performance.now()
    const { stdout } = ask(file)
    return { ms: performance.now() - begun, answer: stdout.trim().split('\n')[0] }
  }
  try {
    const smtProblem = await loadProblem(folder)
    const runs = pairsOf(corpus, every).flatMap((pair) => {
      const problem = smtProblem(pair.before, pair.after)
      return problem === undefined ? [] : [{ own: answer(pair, { unrestrictedResources: true }), cvc5: timed(problem) }]
    })
    const answered = runs.filter(({ cvc5, own }) => ['sat', 'unsat'].includes(cvc5.answer) && own.verdict !== 'undecided')
    return {
      pairs: runs.length,
      own: median(runs.map(({ own }) => own.ms)),
      cvc5: median(runs.map(({ cvc5 }) => cvc5.ms)),
      start: median(Array.from({ length: 5 }, () => timed('(check-sat)').ms)),
      gaveUp: runs.filter(({ cvc5 }) => !['sat', 'unsat'].includes(cvc5.answer)).length,
      disagreements: answered.filter(({ cvc5, own }) => (cvc5.answer === 'sat') !== (own.verdict === 'new-access')).length,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The problem that the tests put to solvers. */
async function loadProblem(folder) {
  const input = fileURLToPath(new URL('../test/oracle/smt-problem.ts', import.meta.url))
  const build = await rolldown({ input, platform: 'node', external: (id) => !/^[./]/.test(id), logLevel: 'warn' })
  const file = join(folder, 'smt-problem.mjs')
  await build.write({ file, format: 'esm' })
  await build.close()
  return (await import(pathToFileURL(file).href)).smtProblem
}

function summary(runs) {
  const times = runs.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (share) => Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1))
  const undecided = runs.filter(({ verdict }) => verdict === 'undecided')
  const verdicts = Object.fromEntries(
    ['new-access', 'unreachable-only', 'none', 'undecided'].map((name) => [name, runs.filter(({ verdict }) => verdict === name).length]),
  )
  return {
    runs,
    comparisons: runs.length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    max: at(1),
    ...verdicts,
    undecidedShare: undecided.length / runs.length,
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
  }
}

if (process.argv[1]?.endsWith('bench-analysis.js')) {
  const { runs, ...shown } = benchAnalysis(process.argv[2] ?? corpus, Number(process.argv[3] ?? 1))
  for (const { name, mutation, ms, verdict, why } of runs.toSorted((a, b) => b.ms - a.ms).slice(0, 12))
    console.log(`${ms.toFixed(0)} ms  ${verdict}  ${name}, ${mutation} ${why ?? ''}`)
  for (const { name, mutation, why } of runs.filter(({ verdict }) => verdict === 'undecided').slice(0, 30))
    console.log('undecided', name, mutation, why)
  console.log(shown)
  console.log(await benchSolver())
}
