// Measures `sallyport gate` from the shell on a repository of policies, beside what git alone takes. Called by bench.js; alone: node scripts/bench-gate.js
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { timeOf } from './measure.js'

const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const corpus = fileURLToPath(new URL('../test/analysis/data/managed-policies.jsonl', import.meta.url))
const list = (value) => (Array.isArray(value) ? value : [value])

/** A repository with so many policies, some of which the working tree has changed: their first statement is for every resource. */
function makeRepository(policies, changed) {
  const root = mkdtempSync(join(tmpdir(), 'sallyport-bench-gate-'))
  const git = (...args) => execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], { cwd: root })
  const documents = readFileSync(corpus, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).document)
  const write = (index, document) => writeFileSync(join(root, 'policies', `policy-${index}.json`), JSON.stringify(document, undefined, 2))
  const documentOf = (index) => ({ ...documents[index % documents.length], Id: `policy-${index}` })
  mkdirSync(join(root, 'policies'))
  for (let index = 0; index < policies; index += 1) write(index, documentOf(index))
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'policies')
  for (let index = 0; index < policies; index += policies / changed) {
    const document = documentOf(index)
    const Statement = list(document.Statement).map((each, at) =>
      at === 0 && 'Resource' in each ? { ...each, Resource: '*' } : { ...each, Sid: `S${at}` },
    )
    write(index, { ...document, Statement })
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

export async function benchGate(policies = 500, changed = 20) {
  const { root, remove } = makeRepository(policies, changed)
  try {
    const gate = () => {
      const { status, stderr } = spawnSync(process.execPath, [cli, 'gate', '--base', 'HEAD'], { cwd: root, encoding: 'utf8' })
      if (status !== 0 && status !== 1) throw new Error(`sallyport gate ended with ${status}: ${stderr}`)
    }
    const git = () => void execFileSync('git', ['diff', '--name-only', 'HEAD'], { cwd: root })
    return {
      gate: await timeOf(gate, 5),
      git: await timeOf(git, 5),
      node: await timeOf(() => void execFileSync(process.execPath, ['-e', '0']), 5),
    }
  } finally {
    remove()
  }
}

if (process.argv[1]?.endsWith('bench-gate.js')) console.log(await benchGate())
