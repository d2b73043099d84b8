/*
 * Puts the modules of what is started and imported from outside together: a process then loads some dozens of files, not hundreds, which is half of
 * the time in which a sandbox is ready. What a command does not need stays apart and is loaded when it runs. Tests, which run the command line, have
 * this as their global set-up.
 */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const source = fileURLToPath(new URL('../src', import.meta.url))
const target = fileURLToPath(new URL('../dist', import.meta.url))
const entries = ['cli/main', 'cli/library', 'library/vitest', 'library/arbitraries', 'listeners/namespace/namespace-main']

/** Dependencies that are CommonJS. */
const commonJs = ['commander', 'ipaddr.js', 'saxes', 'yaml']

/**
 * Requires them in the place of an import. To import one, node first reads all of it for the names that it exports, with a parser in JavaScript that
 * gets hot enough to be optimized: measured, that alone was 8 MiB of an idle sandbox.
 */
const required = {
  name: 'required',
  resolveId: (id) => (commonJs.includes(id) ? `\0required:${id}` : undefined),
  load: (id) => (id.startsWith('\0required:') ? requiring(id.slice('\0required:'.length)) : undefined),
}

function requiring(name) {
  const exported = Object.keys(createRequire(import.meta.url)(name)).filter((each) => /^[A-Za-z]\w*$/.test(each) && each !== 'default')
  const lines = exported.map((each) => `export const ${each} = whole.${each}`)
  return `import { createRequire } from 'node:module'\nconst whole = createRequire(import.meta.url)('${name}')\nexport default whole\n${lines.join('\n')}`
}

/** Modules of one function each, which gives much data that most processes never ask for. */
const late = ['policy/services.data', 'policy/aws-managed-policies.data']

/** Puts them into files of their own that are loaded when the function is called: the source of a module stays in memory whether or not it runs. */
const loadedLate = {
  name: 'loaded-late',
  load: (id) => {
    const name = late.find((each) => id === join(source, `${each}.ts`))
    if (name === undefined) return undefined
    const [, exported] = /^export const (\w+) = \(/m.exec(readFileSync(id, 'utf8'))
    return `import { createRequire } from 'node:module'\nexport const ${exported} = () => createRequire(import.meta.url)('../chunks/${basename(name)}.cjs').${exported}()`
  },
}

async function bundleLate() {
  const build = await rolldown({
    input: Object.fromEntries(late.map((name) => [basename(name), join(source, `${name}.ts`)])),
    platform: 'node',
  })
  await build.write({ dir: join(target, 'chunks'), format: 'cjs', entryFileNames: '[name].cjs' })
  await build.close()
}

/**
 * A source with one character beyond Latin-1 is held with two bytes for each. Such characters stand in texts and regular expressions alone, those of
 * `String.raw` among them, where an escape means the same: they are spelt out.
 */
const narrow = {
  name: 'narrow',
  generateBundle: (_, chunks) => {
    for (const chunk of Object.values(chunks)) if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/[^\0-\xff]/g, spellOut)
  },
}

const spellOut = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

export async function bundle() {
  rmSync(join(target, 'chunks'), { recursive: true, force: true })
  const build = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(source, `${entry}.ts`)])),
    platform: 'node',
    // What is lowered must need no helper: one would have to be installed.
    transform: { target: 'node20' },
    external: (id) => !/^[./\0]|^@oxc-project/.test(id) && !commonJs.includes(id),
    plugins: [required, loadedLate, narrow],
    logLevel: 'warn',
  })
  // A source stays in memory as long as a function of it does, with its comments.
  const output = { dir: target, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', comments: false }
  await build.write(output)
  await build.close()
  await bundleLate()
}

/** Bundles where something under `src` is newer than what was made of it: `tsc` alone leaves that behind. */
export default async function bundleWhenStale() {
  const newest = Math.max(...readdirSync(source, { recursive: true, encoding: 'utf8' }).map((file) => changed(join(source, file))))
  if (newest >= Math.min(...[...entries.map((entry) => `${entry}.js`), 'chunks'].map((file) => changed(join(target, file))))) await bundle()
}

const changed = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundle()
