import type { S3Connection } from '../connectors/connection.ts'
import type { InputProblem } from '../connectors/input-lint.ts'
import type { Edit } from './edit.ts'
import type { Fault, Finding } from './fault.ts'
import type { SetUp } from './set-up.ts'

export interface InputFinding extends Finding {
  readonly problem: InputProblem
}

type Facts = Omit<Fault<InputFinding>, 'layer' | 'verdict' | 'classes' | 'specificity' | 'inject' | 'recognise' | 'where' | 'fix'>

/** A fault that a look at one field of the connection shows; how to break the field and what to say differ. */
export const inputFault = (
  facts: Facts & {
    readonly layer?: Fault['layer']
    readonly spoil: (connection: S3Connection) => Partial<S3Connection> | undefined
    readonly steps: readonly string[]
  },
): Fault<InputFinding> => ({
  ...facts,
  layer: facts.layer ?? 'connection-input',
  classes: ['input-lint', `input-lint/${facts.id}`],
  verdict: 'unique',
  specificity: 3,
  inject: (setUp) => spoiled(setUp, facts.spoil),
  recognise: ({ lint }) =>
    lint.filter(({ code }) => code === facts.id).map((problem) => ({ problem, claims: [], steps: ['input.lint', ...facts.steps] })),
  where: ({ problem }) => `Connection settings > ${fieldTitles[problem.field] ?? problem.field}`,
  fix: ({ problem }) => Object.entries(problem.meant ?? {}).flatMap(([field, value]): readonly Edit[] => settingEdit(field, value)),
})

function spoiled(setUp: SetUp, spoil: (connection: S3Connection) => Partial<S3Connection> | undefined): SetUp | undefined {
  const changed = spoil(setUp.connection)
  // Whoever entered an access point entered no bucket.
  if (changed?.bucket !== undefined && setUp.connection.accessPoint !== undefined) return undefined
  return changed === undefined ? undefined : { ...setUp, connection: { ...setUp.connection, ...changed } }
}

/** Secrets are tidied in place, so that no edit ever holds one. */
function settingEdit(field: string, value: unknown): readonly Edit[] {
  if (field === 'secretAccessKey' || field === 'accessKeyId') return [{ edit: 'connection', change: { setting: field, value: 'tidied' } }]
  if (field === 'customEndpoint' || field === 'addressing') return [{ edit: 'connection', change: { setting: field, value: undefined } }]
  return isSetting(field) && typeof value === 'string' ? [{ edit: 'connection', change: { setting: field, value } }] : []
}

const settings = ['roleArn', 'externalId', 'bucket', 'baseDirectory', 'region', 'intermediateBucket'] as const
const isSetting = (field: string): field is (typeof settings)[number] => settings.some((setting) => setting === field)

/** What the product's form calls its fields. */
const fieldTitles: Readonly<Partial<Record<keyof S3Connection, string>>> = {
  bucket: 'Bucket',
  baseDirectory: 'Base directory',
  roleArn: 'Role ARN',
  externalId: 'External ID',
  region: 'Region',
  accessKeyId: 'Access key ID',
  secretAccessKey: 'Secret access key',
  customEndpoint: 'Endpoint',
  addressing: 'Addressing',
}
