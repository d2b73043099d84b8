import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ClassicLevel } from 'classic-level'
import type { Change } from '../journal/journal.ts'
import type { Profile } from '../profile.ts'
import { SandboxStartError } from '../sandbox-start-error.ts'
import { packageVersion } from './package-version.ts'
import { synchronizeFolder } from './synchronize-folder.ts'

/** What the folder says of itself. */
interface Label {
  /** Of the package that wrote it: records are what its stores are made of. */
  readonly version: string
  readonly profile: Profile
  /** How often a sandbox was started on it. */
  readonly starts: number
}

export interface Contents {
  readonly records: ReadonlyMap<string, string>
  readonly bodies: ReadonlyMap<string, Uint8Array>
}

const labelKey = 'label'

/** A folder in which a sandbox outlives its process: LevelDB for all but the large bodies, which are files. It is locked while it is open. */
export class DataFolder {
  /** How often it was opened before. */
  readonly starts: number
  readonly bodies: string
  readonly #level: ClassicLevel

  private constructor(level: ClassicLevel, bodies: string, starts: number) {
    this.#level = level
    this.bodies = bodies
    this.starts = starts
  }

  static async open(path: string, profile: Profile): Promise<DataFolder> {
    const bodies = prepareFolder(path)
    const level = await openLevel(path)
    try {
      const label = await readLabel(level)
      refuseForeign(label, path, profile)
      const starts = label?.starts ?? 0
      await level.put(labelKey, JSON.stringify({ version: packageVersion(), profile, starts: starts + 1 } satisfies Label), { sync: true })
      await synchronizeFolder(path)
      return new DataFolder(level, bodies, starts)
    } catch (error) {
      await level.close()
      throw error
    }
  }

  async read(): Promise<Contents> {
    const records = new Map<string, string>()
    const bodies = new Map<string, Uint8Array>()
    for await (const [key, value] of this.#level.iterator<string, Buffer>({ valueEncoding: 'buffer' })) {
      if (key.startsWith('r')) records.set(key, value.toString())
      else if (key.startsWith('b')) bodies.set(key.slice(1), value)
    }
    return { records, bodies }
  }

  /** All or nothing, and on the disk when it is done. */
  write(changes: readonly Change[]): Promise<void> {
    const operations = changes.map(({ key, value }) =>
      value === undefined
        ? ({ type: 'del', key } as const)
        : ({ type: 'put', key, value: typeof value === 'string' ? Buffer.from(value) : value } as const),
    )
    return this.#level.batch<string, Uint8Array>(operations, { sync: true, valueEncoding: 'view' })
  }

  close(): Promise<void> {
    return this.#level.close()
  }
}

/** Only its owner can read it: it has secrets in it. */
function prepareFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const entries = readdirSync(path)
    if (entries.length > 0 && !entries.includes('store'))
      throw new SandboxStartError(
        `\`${path}\` is not empty, and no sandbox was kept there`,
        'choose an empty folder, or one that is not there yet',
      )
    const bodies = join(path, 'bodies')
    mkdirSync(bodies, { recursive: true, mode: 0o700 })
    return bodies
  } catch (error) {
    if (error instanceof SandboxStartError) throw error
    throw new SandboxStartError(`\`${path}\` cannot be used: ${messageOf(error)}`, 'choose a folder that can be written to')
  }
}

async function openLevel(path: string): Promise<ClassicLevel> {
  const { ClassicLevel } = await import('classic-level').catch((error: unknown) => {
    throw new SandboxStartError(
      `the package \`classic-level\` cannot be loaded: ${messageOf(error)}`,
      'install it: npm install classic-level',
    )
  })
  const level = new ClassicLevel(join(path, 'store'))
  try {
    await level.open()
    return level
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED')
      throw new SandboxStartError(`\`${path}\` is in use by another sandbox`, 'stop that one, or choose another folder')
    throw new SandboxStartError(`\`${path}\` cannot be opened: ${messageOf(cause ?? error)}`, 'remove the folder to begin anew')
  }
}

async function readLabel(level: ClassicLevel): Promise<Label | undefined> {
  const text = await level.get(labelKey)
  return text === undefined ? undefined : (JSON.parse(text) as Label)
}

function refuseForeign(label: Label | undefined, path: string, profile: Profile): void {
  if (label === undefined) return
  if (label.version !== packageVersion()) {
    const message = `\`${path}\` was written by version ${label.version}, this is ${packageVersion()}`
    throw new SandboxStartError(message, 'use that version, or another folder')
  }
  if (label.profile !== profile)
    throw new SandboxStartError(`\`${path}\` has the profile ${label.profile}`, `start it with \`--profile ${label.profile}\``)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
