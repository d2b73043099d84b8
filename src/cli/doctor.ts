import { accessSync, constants, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { terminalStyle } from './terminal-style.ts'
import { version } from './version.ts'

interface Finding {
  readonly what: string
  readonly found: string
  /** What to do where it is not right. */
  readonly advice?: string
}

/** `sallyport doctor`: whether this machine has what the commands need. Tells no secret: of the environment only whether a name is set. */
export async function doctor({ json = false }: { readonly json?: boolean }): Promise<ExitCode> {
  const findings = [{ what: 'sallyport', found: version }, node(), await sandbox(), ...folders(), ...project(), environment()]
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(renderFinding).join(''))
  return findings.some(({ advice }) => advice !== undefined) ? exitCode.failed : exitCode.ok
}

/** As `engines` of package.json has it. */
const oldest = [20, 19] as const

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1])
  const found = `${process.version} (${process.platform} ${process.arch})`
  return { what: 'node', found, ...(isOld ? { advice: `at least ${oldest.join('.')} is needed` } : {}) }
}

/** Starts one on a free port and stops it. */
async function sandbox(): Promise<Finding> {
  const begun = performance.now()
  try {
    const started = await startSandbox()
    await started.close()
    return { what: 'sandbox', found: `starts on loopback in ${Math.round(performance.now() - begun)} ms` }
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    return { what: 'sandbox', found, advice: 'it needs a free port on 127.0.0.1' }
  }
}

const folders = (): readonly Finding[] =>
  [
    { what: 'working directory', path: process.cwd(), advice: '`--last-failed` and reports need a folder that can be written' },
    { what: 'temporary folder', path: tmpdir(), advice: 'set TMPDIR to a folder that can be written' },
  ].map(({ what, path, advice }) => {
    try {
      accessSync(path, constants.W_OK)
      return { what, found: `${path} can be written` }
    } catch {
      return { what, found: `${path} cannot be written`, advice }
    }
  })

const project = (): readonly Finding[] =>
  ['policies', 'scenarios'].map((folder) =>
    existsSync(folder)
      ? { what: folder, found: 'is here' }
      : { what: folder, found: 'is not here', advice: '`sallyport init` makes a first project, or go to the folder that has one' },
  )

/** Names whose value changes what the commands do. */
const names = [
  'CI',
  'GITHUB_ACTIONS',
  'NO_COLOR',
  'FORCE_COLOR',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_ENDPOINT_URL',
  'HTTPS_PROXY',
]

function environment(): Finding {
  const set = names.filter((name) => process.env[name])
  return { what: 'environment', found: set.length === 0 ? 'sets nothing that matters here' : `sets ${set.join(', ')}` }
}

function renderFinding({ what, found, advice }: Finding): string {
  const style = terminalStyle(process.stdout)
  const mark = advice === undefined ? style.good('ok  ') : style.bad('no  ')
  return `${mark}  ${what.padEnd(17)}  ${found}\n${advice === undefined ? '' : `                         ${advice}\n`}`
}
