/*
 * Puts the modules of what is started and imported from outside together: a process then loads some dozens of files, not hundreds, which is half of
 * the time in which a sandbox is ready. What a command does not need stays apart and is loaded when it runs. Tests, which run the command line, have
 * this as their global set-up.
 */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const source = fileURLToPath(new URL('../src', import.meta.url))
const target = fileURLToPath(new URL('../dist', import.meta.url))
const entries = ['cli/main', 'cli/library', 'library/vitest', 'library/arbitraries', 'listeners/namespace/namespace-main']

export async function bundle() {
  rmSync(join(target, 'chunks'), { recursive: true, force: true })
  const build = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(source, `${entry}.ts`)])),
    platform: 'node',
    // What is lowered must need no helper: one would have to be installed.
    transform: { target: 'node20' },
    external: (id) => !/^[./]|^@oxc-project/.test(id),
    logLevel: 'warn',
  })
  await build.write({ dir: target, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' })
  await build.close()
}

/** Bundles where something under `src` is newer than what was made of it: `tsc` alone leaves that behind. */
export default async function bundleWhenStale() {
  const newest = Math.max(...readdirSync(source, { recursive: true, encoding: 'utf8' }).map((file) => changed(join(source, file))))
  if (newest >= Math.min(...[...entries.map((entry) => `${entry}.js`), 'chunks'].map((file) => changed(join(target, file))))) await bundle()
}

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle()
