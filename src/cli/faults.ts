import { didYouMean } from '../base/suggest.ts'
import { type AnyFault, everyFault } from '../faults/every-fault.ts'
import { faultFacts } from '../report/fault-page.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import { terminalStyle } from './terminal-style.ts'

/** `sallyport faults [ID]`: the catalogue, for reading. */
export function faults(id: string | undefined, { json = false }: { readonly json?: boolean }): ExitCode {
  const shown = id === undefined ? everyFault : [find(id)]
  process.stdout.write(
    json ? `${JSON.stringify(shown.map(toData), null, 2)}\n` : id === undefined ? list(shown) : shown.map(describe).join(''),
  )
  return exitCode.ok
}

function find(id: string): AnyFault {
  const fault = everyFault.find((candidate) => candidate.id === id)
  if (fault !== undefined) return fault
  const ids = everyFault.map((candidate) => candidate.id)
  const { help = '`sallyport faults` lists them all' } = didYouMean(id, ids)
  throw new CommandFailure(exitCode.input, `there is no fault \`${id}\``, help)
}

/** What a script may want; injection, recognition and fix are code. */
const toData = ({ id, layer, tier, confidence, summary, sources, connectors, classes, verdict, lookAlikes }: AnyFault) => ({
  id,
  layer,
  tier,
  confidence,
  summary,
  connectors,
  classes,
  verdict,
  lookAlikes,
  sources,
})

function list(shown: readonly AnyFault[]): string {
  const style = terminalStyle(process.stdout)
  const layers = [...new Set(shown.map(({ layer }) => layer))]
  const width = Math.max(...shown.map(({ id }) => id.length))
  const sections = layers.map((layer) => {
    const rows = shown.filter((fault) => fault.layer === layer).map(({ id, summary }) => `  ${id.padEnd(width)}  ${summary}`)
    return [style.bold(layer), ...rows].join('\n')
  })
  return `${sections.join('\n\n')}\n\n${shown.length} faults in ${layers.length} layers; \`sallyport faults ID\` shows one\n`
}

function describe(fault: AnyFault): string {
  const style = terminalStyle(process.stdout)
  return [
    style.bold(fault.id),
    `${fault.summary}`,
    '',
    ...faultFacts(fault).map(([name, value]) => `  ${name.padEnd(12)}  ${value}`),
    '',
    'sources',
    ...fault.sources.map((source) => `  ${source}`),
    '',
  ].join('\n')
}
