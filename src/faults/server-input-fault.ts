import { suggest } from '../base/suggest.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import type { ServerCause } from './server-cause.ts'
import type { ServerEdit, ServerSetting } from './server-edit.ts'
import type { ServerEvidence } from './server-evidence.ts'
import { type ServerFault, type ServerFinding, servers } from './server-fault.ts'
import { type Target, targetOf } from './server-target.ts'

/** A finding about one setting: what it should be, as far as the set-up says. */
export interface SettingFinding extends ServerFinding {
  readonly meant: ServerSetting
}

type Given = 'id' | 'layer' | 'tier' | 'confidence' | 'summary' | 'sources' | 'classes' | 'verdict' | 'lookAlikes' | 'example'

interface SettingFacts extends Pick<ServerFault, Given> {
  /** The settings with this wrong. */
  readonly mistype: (target: Target) => Partial<ServerConnection> | undefined
  /** What was meant, if this setting is wrong. */
  readonly meant: (evidence: ServerEvidence) => ServerSetting | undefined
  /** What goes wrong because of it. */
  readonly explains: (cause: ServerCause, evidence: ServerEvidence) => boolean
  readonly say: (finding: SettingFinding, evidence: ServerEvidence) => string
  readonly where: string | ((evidence: ServerEvidence) => string)
  readonly advise: (finding: SettingFinding, evidence: ServerEvidence) => string
}

/** A fault in one setting of the connection, told by what the set-up has in its place. It explains all that follows from it. */
export const settingFault = ({ mistype, meant, explains, where, ...facts }: SettingFacts): ServerFault<SettingFinding> => ({
  ...facts,
  connectors: servers,
  specificity: 3,
  inject: (setUp) => {
    const target = targetOf(setUp)
    const settings = target && mistype(target)
    return settings === undefined ? undefined : { ...setUp, connection: { ...setUp.connection, ...settings } }
  },
  recognise: (evidence) => {
    const setting = meant(evidence)
    const claims = evidence.causes.filter((cause) => explains(cause, evidence))
    return setting === undefined || claims.length === 0 ? [] : [{ meant: setting, claims }]
  },
  where: (_, evidence) => (typeof where === 'string' ? where : where(evidence)),
  fix: ({ meant: change }): readonly ServerEdit[] => [{ edit: 'serverConnection', change }],
})

/** A name that is nearly the one that was typed, and not the same. */
export const nearly = (typed: string, names: Iterable<string>): string | undefined => {
  const near = suggest(typed, names)
  return near === typed ? undefined : near
}

/** The text with its last but one letter gone: a slip that every reader sees. */
export const slip = (text: string): string | undefined => (text.length < 4 ? undefined : `${text.slice(0, -2)}${text.slice(-1)}`)
