// Measures `newAccess` on AWS managed policies against mutants of themselves. Called by bench.js; alone: node scripts/bench-analysis.js [FILE.jsonl]
import { readFileSync } from 'node:fs'
import { newAccess } from '../dist/analysis/new-access.js'
import { parsePolicyText } from '../dist/policy/parse-policy.js'

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
export function benchAnalysis(file, every = 1) {
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter((_, index) => index % every === 0)
  const runs = []
  for (const [number, text] of lines.entries()) {
    const { document, name } = JSON.parse(text)
    const statements = list(document.Statement)
    const pick = (size) => (number * 7) % size
    for (const [mutation, mutate] of Object.entries(mutations)) {
      const changed = mutate(statements, pick)
      const [one, other] = [parse(document), changed.length === 0 ? undefined : parse({ ...document, Statement: changed })]
      if (one === undefined || other === undefined) continue
      for (const [before, after] of [
        [one, other],
        [other, one],
      ]) {
        const begun = performance.now()
        const { verdict, undecided } = newAccess(before, after, { time: { limit: 5000, clock: () => performance.now() } })
        runs.push({ name, mutation, ms: performance.now() - begun, verdict, why: undecided[0]?.because })
      }
    }
  }
  return summary(runs)
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
  const { runs, ...shown } = benchAnalysis(process.argv[2] ?? 'test/analysis/data/managed-policies.jsonl', Number(process.argv[3] ?? 1))
  for (const { name, mutation, ms, verdict, why } of runs.toSorted((a, b) => b.ms - a.ms).slice(0, 12))
    console.log(`${ms.toFixed(0)} ms  ${verdict}  ${name}, ${mutation} ${why ?? ''}`)
  for (const { name, mutation, why } of runs.filter(({ verdict }) => verdict === 'undecided').slice(0, 30))
    console.log('undecided', name, mutation, why)
  console.log(shown)
}
