import { unifiedDiff } from '../base/unified-diff.ts'
import type { Diagnosis, KnownFault } from '../diagnose/diagnosis.ts'
import { type AnyFault, isServerFault } from '../faults/every-fault.ts'
import type { FaultFacts } from '../faults/fault.ts'
import { documentsOf } from '../faults/placed-document.ts'
import type { AnySetUp } from '../faults/server-set-up.ts'
import { formatFixture } from '../fixture/format-fixture.ts'

/** A fault in a set-up that ships, and what is said of it. */
export interface FaultExample {
  readonly healthy: AnySetUp
  readonly broken: AnySetUp
  readonly diagnosis: Diagnosis
}

const tiers: Readonly<Record<FaultFacts['tier'], string>> = { 1: 'common', 2: 'less common', 3: 'rare' }

const confidences: Readonly<Record<FaultFacts['confidence'], string>> = {
  documented: 'documented by AWS or a vendor',
  observed: 'observed in public transcripts or measured notes',
  knowledge: 'general knowledge, no source read',
}

const verdicts: Readonly<Record<FaultFacts['verdict'], string>> = {
  unique: 'the error alone tells it from all others',
  'extra-probe': 'further probes tell it from its look-alikes',
  ambiguous: 'without the policies it cannot be told from its look-alikes',
}

/** The facts of a fault in the words of a reader, for the page and the command line. */
export const faultFacts = (fault: FaultFacts): readonly (readonly [name: string, value: string])[] => [
  ['layer', fault.layer],
  ['how common', tiers[fault.tier]],
  ['how sure', confidences[fault.confidence]],
  ['connectors', fault.connectors.join(', ')],
  ['looks like', fault.classes.join(', ')],
  ['told apart', verdicts[fault.verdict]],
  ['mistaken for', fault.lookAlikes.join(', ') || 'nothing'],
]

/** The page of a fault as Markdown. The example is one that the tests run. */
export function renderFaultPage(fault: AnyFault, example: FaultExample | undefined): string {
  return [
    `# ${fault.id}`,
    '',
    `${fault.summary.charAt(0).toUpperCase()}${fault.summary.slice(1)}.`,
    '',
    '| | |',
    '| --- | --- |',
    ...faultFacts(fault).map(([name, value]) => `| ${name} | ${value.replaceAll('|', '\\|')} |`),
    '',
    ...(example === undefined ? [] : renderExample(fault, example)),
    '## Sources',
    '',
    ...fault.sources.map((source) => `- <${source}>`),
    '',
  ].join('\n')
}

function renderExample(fault: AnyFault, { healthy, broken, diagnosis }: FaultExample): readonly string[] {
  const told = diagnosis.problems.find((problem): problem is KnownFault => problem.kind === 'fault' && problem.fault === fault.id)
  const change = isServerFault(fault) ? [`- ${fault.example}`, ''] : renderChange(healthy, broken)
  const head = ['## Example', '', `In \`${healthy.fixture.name}\` this goes wrong:`, '', ...change]
  if (told === undefined) return [...head, 'It shows only when the connection is probed.', '']
  const patches = told.fix.patches.map(({ diff }) => diff)
  return [
    ...head,
    'Sallyport says:',
    '',
    `> ${told.says}`,
    '>',
    `> ${told.where}`,
    '>',
    `> ${told.advice}`,
    '',
    ...(patches.length === 0 ? [] : ['The fix:', '', ...fence('diff', patches.join(''))]),
  ]
}

/** What the injection changes: the fixture and its documents as a patch, settings of the connection as before and after. */
function renderChange(healthy: AnySetUp, broken: AnySetUp): readonly string[] {
  const diffs = fixtureChange(healthy, broken) + documentChanges(healthy, broken)
  const settings = settingChanges(healthy, broken)
  return [...(diffs === '' ? [] : fence('diff', diffs)), ...(settings.length === 0 ? [] : [...settings.map((line) => `- ${line}`), ''])]
}

function fixtureChange(healthy: AnySetUp, broken: AnySetUp): string {
  const textOf = ({ fixture }: AnySetUp): string => formatFixture(fixture).files[0]?.text ?? ''
  return unifiedDiff(textOf(healthy), textOf(broken), healthy.fixture.at.file)
}

function documentChanges(healthy: AnySetUp, broken: AnySetUp): string {
  const texts = ({ fixture }: AnySetUp): ReadonlyMap<string, string> =>
    new Map(documentsOf(fixture).map(({ file }) => [file.file, file.text]))
  const [before, after] = [texts(healthy), texts(broken)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((file) => unifiedDiff(before.get(file) ?? '', after.get(file) ?? '', file))
    .join('')
}

/** Secrets are never shown, not even made-up ones. */
function settingChanges(healthy: AnySetUp, broken: AnySetUp): readonly string[] {
  const settings = ({ connection }: AnySetUp): ReadonlyMap<string, string> =>
    new Map(Object.entries(connection).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const])))
  const [before, after] = [settings(healthy), settings(broken)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) =>
      name === 'secretAccessKey' || name === 'sessionToken'
        ? `the ${name === 'sessionToken' ? 'session token' : 'secret access key'} is another one`
        : `\`${name}\` is ${shown(after.get(name))} in the place of ${shown(before.get(name))}`,
    )
}

const shown = (value: string | undefined): string => (value === undefined ? 'not given' : `\`${value}\``)

const fence = (language: string, text: string): readonly string[] => [`\`\`\`${language}`, text.trimEnd(), '```', '']

/** The table of all faults. */
export const renderFaultIndex = (faults: readonly FaultFacts[]): string =>
  [
    '# The catalogue of faults',
    '',
    'Generated from `src/faults/`; each page shows the example that the tests run.',
    '',
    '| fault | layer | what is wrong | how sure |',
    '| --- | --- | --- | --- |',
    ...faults.map(({ id, layer, summary, confidence }) => `| [${id}](${id}.md) | ${layer} | ${summary} | ${confidence} |`),
    '',
  ].join('\n')
