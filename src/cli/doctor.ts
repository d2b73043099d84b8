import { accessSync, constants, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { detectKernel } from '../listeners/kernel.ts'
import { startSandbox } from '../sandbox/start-sandbox.ts'
import { loadSettings } from '../settings/load.ts'
import { type Finding, renderFindings } from './doctor/doctor-finding.ts'
import { type ExitCode, exitCode, worst } from './exit-code.ts'
import { findPlace } from './probe/open-target.ts'
import { readSource } from './read-source.ts'
import { renderProblems } from './render-problems.ts'
import { version } from './version.ts'

/**
 * `sallyport doctor`: whether this machine, and on request a target, has what the commands need. Tells no secret: of what may be one only whether it
 * is set. It writes nothing anywhere.
 */
export async function doctor({ json = false, target }: { readonly json?: boolean; readonly target?: string }): Promise<ExitCode> {
  const { findings, code = exitCode.ok } =
    target === undefined || target === 'embedded' ? await examineMachine() : await examineNamed(target)
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : renderFindings(findings))
  const wrong = findings.filter(({ advice }) => advice !== undefined)
  const codes = wrong.map((finding) => (finding.target === undefined ? exitCode.failed : exitCode.target))
  return worst([code, ...codes])
}

interface Examined {
  readonly findings: readonly Finding[]
  readonly code?: ExitCode
}

async function examineMachine(): Promise<Examined> {
  const findings = [
    { what: 'sallyport', found: version },
    node(),
    await sandbox(),
    enforcement(),
    ...folders(),
    ...project(),
    environment(),
  ]
  if (!existsSync(settingsFile)) return { findings }
  const settings = loadSettings(settingsFile)
  if (settings.ok) {
    const { summariseTarget } = await import('./doctor/doctor-settings.ts')
    const targets = [...settings.value.targets.values()]
    return { findings: [...findings, ...targets.flatMap((each) => summariseTarget(settings.value, each))] }
  }
  process.stderr.write(renderProblems(settings.error, readSource))
  return { findings, code: exitCode.input }
}

const settingsFile = 'sallyport.yaml'

/** One target, or all of a pool. */
async function examineNamed(name: string): Promise<Examined> {
  const { settings, target, pool } = findPlace(name)
  const { examineTarget } = await import('./doctor/doctor-target.ts')
  const named = pool === undefined ? [target] : pool.targets.flatMap((each) => settings.targets.get(each) ?? [])
  const text = readSource(settingsFile) ?? ''
  const examined = await Promise.all(named.map((each) => examineTarget(settings, each, text)))
  return { findings: [{ what: 'sallyport', found: version }, node(), enforcement(), ...examined.flat()] }
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

/** Who can decide about packets of a network. */
function enforcement(): Finding {
  const kernel = detectKernel()
  const namespace = kernel.ok && kernel.value.how === 'user namespace' ? 'a user namespace' : 'a namespace of root'
  const note = kernel.ok ? {} : { note: `no \`--enforce kernel\`: ${kernel.error}` }
  return {
    what: 'enforcement',
    found: kernel.ok ? `of networks by the model, or by the kernel in ${namespace}` : 'of networks by the model',
    ...note,
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
