/*
 * Measures `sallyport test --watch`: from the save of a policy to the first line of what it touches, in a project of two scenarios.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { median } from './measure.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const saves = 7

/** Milliseconds from the save to the first case, and to the end of the five that it touches. */
export async function benchWatch() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
  for (const name of ['s3-input', 's3-data-lake']) cpSync(join(root, 'policies', name), join(folder, 'policies', name), { recursive: true })
  mkdirSync(join(folder, 'scenarios'))
  for (const name of ['s3-input', 's3-data-lake']) {
    const scenario = readFileSync(join(root, 'scenarios', `${name}.yaml`), 'utf8')
    writeFileSync(join(folder, 'scenarios', `${name}.yaml`), scenario.replace(/^ {2}every fault that applies here:.*\n/m, ''))
  }
  const child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'test', '--watch', '--seed', '1'], { cwd: folder })
  try {
    const policy = join(folder, 'policies/s3-input/read.json')
    const before = readFileSync(policy, 'utf8')
    await said(child.stderr, /waiting/)
    const times = []
    for (let save = 0; save < saves; save += 1) {
      await new Promise((done) => setTimeout(done, 200))
      const since = performance.now()
      const first = said(child.stdout, /^ {2}ok /m).then(() => performance.now() - since)
      const all = said(child.stderr, /waiting/).then(() => performance.now() - since)
      writeFileSync(policy, `${before}${'\n'.repeat(1 + (save % 2))}`)
      times.push({ first: await first, all: await all })
    }
    return { first: median(times.map(({ first }) => first)), all: median(times.map(({ all }) => all)) }
  } finally {
    child.kill()
    rmSync(folder, { recursive: true })
  }
}

function said(stream, pattern) {
  return new Promise((done) => {
    const listen = (chunk) => {
      if (!pattern.test(String(chunk))) return
      stream.off('data', listen)
      done()
    }
    stream.on('data', listen)
  })
}
