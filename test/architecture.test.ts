import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

// The whole law is these two lists. Ground first; an import stays in its own module or goes down.
const floors = [
  ['base'],
  ['policy', 'network'],
  ['engine', 'nftables'],
  ['analysis', 'fixture', 'sandbox', 'settings', 'listeners'],
  ['deploy', 'connectors'],
  ['faults'],
  ['diagnose'],
  ['scenario'],
  ['ticket', 'sweep'],
  ['report'],
  ['cli'],
  ['library'],
]
/** The only places that touch the world. */
const shell = [
  'cli/',
  'deploy/',
  'connectors/',
  'sandbox/server.ts',
  'sandbox/disk/',
  // Servers of a network on loopback: sockets and TLS are what they are made of.
  'listeners/',
  'fixture/load.ts',
  'settings/load.ts',
  'scenario/load.ts',
  'scenario/run.ts',
  'report/write.ts',
]

const root = resolve(import.meta.dirname, '../src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
const source = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))

/** Every module specifier of a file: imports, re-exports, dynamic imports, type-only ones included. */
function specifiers(text: string): string[] {
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"`;]*?(?:from\s*)?['"]([^'"]+)['"]/g)
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)
  return [...statements, ...dynamic].map((match) => match[1] as string)
}

const imports = new Map(
  files.map((file) => [
    file,
    specifiers(source.get(file) as string)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => relative(root, resolve(root, dirname(file), specifier)))
      .filter((target) => target.endsWith('.ts')),
  ]),
)

const moduleOf = (file: string): string => file.split('/')[0] as string
const floorOf = (file: string): number => floors.findIndex((modules) => modules.includes(moduleOf(file)))

function findCycle(): string[] | undefined {
  const done = new Set<string>()
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const next of imports.get(file) ?? []) {
      const cycle = visit(next, [...path, file])
      if (cycle !== undefined) return cycle
    }
    done.add(file)
    return undefined
  }
  for (const file of files) {
    const cycle = visit(file, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}

describe('the architecture', () => {
  it.each(files)('%s imports only from its own module or from a lower floor', (file) => {
    expect(floorOf(file), `${moduleOf(file)} has no floor`).toBeGreaterThanOrEqual(0)
    const climbing = (imports.get(file) ?? []).filter((target) => moduleOf(target) !== moduleOf(file) && floorOf(target) >= floorOf(file))
    expect(climbing).toEqual([])
  })

  it('has no import cycle, types included', () => {
    expect(findCycle()?.join(' -> ')).toBeUndefined()
  })

  const core = files.filter((file) => !shell.some((place) => file === place || (place.endsWith('/') && file.startsWith(place))))
  it.each(core)('%s is pure', (file) => {
    const text = (source.get(file) as string).replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
    // Hashing is pure, and `crc32` is the one hash that is not in `node:crypto`.
    const hashing = text.replace("import { crc32 } from 'node:zlib'", '')
    const nodeModules = specifiers(hashing).filter((specifier) => specifier.startsWith('node:') && specifier !== 'node:crypto')
    expect(nodeModules).toEqual([])
    const worldly = text.match(/\b(?:process\.|console\.|Date\.now\b|new Date\(\)|Math\.random\b|fetch\()/g) ?? []
    expect(worldly).toEqual([])
  })
})
