/** One run of fixtures against a target that outlives it. All that it creates carries its id: in the name, in the IAM path and in tags. */
export interface Run {
  readonly id: string
  readonly begun: Date
  readonly expires: Date
}

/** Seconds in base 36, then what chance adds: ids sort by time, and tell the age of a thing that has no tags. */
const timeDigits = 6
const chanceDigits = 4

export function newRun(now: Date, chance: number, lifeMinutes: number): Run {
  const begun = new Date(Math.floor(now.getTime() / 1000) * 1000)
  const time = (begun.getTime() / 1000).toString(36).padStart(timeDigits, '0')
  const drawn = Math.floor(chance * 36 ** chanceDigits)
  const id = `${time}${drawn.toString(36).padStart(chanceDigits, '0')}`
  return { id, begun, expires: new Date(begun.getTime() + lifeMinutes * 60_000) }
}

const runId = '[0-9a-z]{10}'

/** When a run began, by its id. */
export const beginOf = (id: string): Date => new Date(Number.parseInt(id.slice(0, timeDigits), 36) * 1000)

/** The path of everything in IAM that a run creates. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names */
export const pathOfRun = (id: string): string => `/sallyport/${id}/`

/** What the name of everything that belongs to one deployment of a run begins with: `sallyport-tgx1q2ab3c-0a-`. */
export const prefixOf = (id: string, unit: number): string => `sallyport-${id}-${unit.toString(36).padStart(2, '0')}-`

/** The run that a name belongs to, if it is one of ours. */
export const runOfName = (name: string): string | undefined => new RegExp(`^sallyport-(${runId})-[0-9a-z]{2,4}-.`).exec(name)?.[1]

/** The run that a path belongs to. */
export const runOfPath = (path: string): string | undefined => new RegExp(`^/sallyport/(${runId})/`).exec(path)?.[1]

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tagsOf = ({ id, expires }: Run, fixture: string): readonly Tag[] => [
  { Key: 'sallyport:run', Value: id },
  { Key: 'sallyport:expires', Value: expires.toISOString() },
  { Key: 'sallyport:fixture', Value: fixture.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256) },
]

/** The run that tags name. */
export const runOfTags = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): string | undefined => tags.find(({ Key }) => Key === 'sallyport:run')?.Value
