import { type Located, member } from '../base/located.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import type { Span } from '../base/span.ts'
import type { LoginSettings, Settings, TargetSettings } from './settings.ts'

/** One value that a target has, and where it stands; what stands nowhere is the default. */
export interface SettingOrigin {
  /** `window.seconds`. */
  readonly name: string
  readonly value: string
  readonly at?: Span
}

type Row = readonly [path: readonly string[], value: string | number | boolean | undefined]

/** Every value of a target with its place in the text of `sallyport.yaml`, which has been read without a problem. */
export function settingOrigins({ allowedAccounts }: Settings, target: TargetSettings, text: string): readonly SettingOrigin[] {
  const parsed = parseYaml(text, target.at.file)
  const root = parsed.ok ? parsed.value : undefined
  const place = (path: readonly string[], name: string, value: Row[1]): readonly SettingOrigin[] => {
    if (value === undefined) return []
    const at = find(root, path)?.at
    return [{ name, value: String(value), ...(at === undefined ? {} : { at }) }]
  }
  return [
    ...rowsOf(target).flatMap(([path, value]) => place(['targets', target.name, ...path], path.join('.'), value)),
    ...place(['allowedAccounts'], 'allowedAccounts', [...allowedAccounts].join(', ') || 'none'),
  ]
}

const rowsOf = (target: TargetSettings): readonly Row[] => [
  [['kind'], target.kind],
  [['url'], target.kind === 'endpoint' ? target.url : undefined],
  [['plainUrl'], target.kind === 'endpoint' ? target.plainUrl : undefined],
  [['readOnly'], target.readOnly],
  [['regions'], target.regions.join(', ')],
  ...[...target.accounts.values()].flatMap(({ name, id, inspector, ...login }): readonly Row[] => [
    [['accounts', name, 'id'], id],
    ...loginRows(['accounts', name], login),
    ...(inspector === undefined ? [] : loginRows(['accounts', name, 'inspector'], inspector)),
  ]),
  [['ceiling', 'resources'], target.ceiling.resources],
  [['ceiling', 'minutes'], target.ceiling.minutes],
  [['boundary'], target.boundary],
  [['window', 'seconds'], target.window.seconds],
  [['window', 'stableSeconds'], target.window.stableSeconds],
  [['sourceIp'], target.sourceIp],
]

/** External IDs are agreed between two: they are not shown. */
const loginRows = (path: readonly string[], { profile, role, externalId }: LoginSettings): readonly Row[] => [
  [[...path, 'profile'], profile],
  [[...path, 'role'], role],
  [[...path, 'externalId'], externalId === undefined ? undefined : 'is set'],
]

const find = (root: Located | undefined, path: readonly string[]): Located | undefined =>
  path.reduce<Located | undefined>((value, key) => (value?.kind === 'object' ? member(value, key) : undefined), root)
