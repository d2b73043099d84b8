import { pathOfRun, prefixOf } from './run.ts'

/**
 * Where a fixture stands when its target is not its own: other account ids, every name with the prefix of the run, every identity under its path.
 *
 * Texts are moved part by part, so that a pattern matches a name there exactly when it did before: what begins a name in a pattern is what gets
 * the prefix.
 */
export interface Placement {
  readonly run: string
  /** Which deployment of the run it is. */
  readonly unit: number
  /** Account ids there, by those of the fixture. */
  readonly accounts: ReadonlyMap<string, string>
  /** The names of the fixture's KMS keys. */
  readonly keys: ReadonlySet<string>
  /** The region that stands for that of the fixture, and the other way about: what was another region stays another. */
  readonly region?: { readonly from: string; readonly to: string }
}

/** A name of the fixture there. */
export const placeName = (name: string, { run, unit }: Placement): string => `${prefixOf(run, unit)}${name}`

/** A path of the fixture there. */
export const placePath = (path: string, { run }: Placement): string => `${pathOfRun(run)}${path.slice(1)}`

export function placeRegion(region: string, placement: Placement): string {
  const { from, to } = placement.region ?? { from: region, to: region }
  return region === from ? to : region === to ? from : region
}

/** A value of a policy or of a connection: a whole ARN, or a text that may name an account or a region. */
export function placeText(text: string, placement: Placement): string {
  const arn = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text)
  if (arn === null) return placeScattered(text, placement)
  const [, partition = '', service = '', region = '', account = '', resource = ''] = arn
  const there = [partition, service, placeRegion(region, placement), placement.accounts.get(account) ?? account]
  return `arn:${there.join(':')}:${account === 'aws' ? resource : placeResource(service, resource, placement)}`
}

function placeResource(service: string, resource: string, placement: Placement): string {
  switch (service) {
    case 's3':
      return placeName(resource, placement)
    case 'iam':
      return resource.replace(
        /^(user|group|role|policy)\/(.*)$/s,
        (_, type: string, rest: string) => `${type}${placeIdentity(rest, placement)}`,
      )
    case 'sts':
      return resource.replace(/^assumed-role\/(.*)$/s, (_, rest: string) => `assumed-role/${placeName(rest, placement)}`)
    case 'kms':
      return resource.replace(/^(alias|key)\/(.*)$/s, (whole, type: string, rest: string) =>
        type === 'alias' || placement.keys.has(rest) ? `${type}/${placeName(rest, placement)}` : whole,
      )
    default:
      return resource
  }
}

/** `service/Reader` there: the path gets the run's before it, the name its prefix. A star alone is any name of the path and below it. */
function placeIdentity(pathAndName: string, placement: Placement): string {
  const cut = pathAndName.lastIndexOf('/') + 1
  const name = pathAndName.slice(cut)
  return `${placePath(`/${pathAndName.slice(0, cut)}`, placement)}${name === '*' ? name : placeName(name, placement)}`
}

function placeScattered(text: string, placement: Placement): string {
  const moved = text.replace(/(?<!\d)\d{12}(?!\d)/g, (id) => placement.accounts.get(id) ?? id)
  return placeRegions(moved, placement)
}

/** Two regions change places, so it is its own way back. */
function placeRegions(text: string, placement: Placement): string {
  if (placement.region === undefined) return text
  const { from, to } = placement.region
  return text.replace(new RegExp(`(?<![a-z0-9-])(?:${from}|${to})(?![a-z0-9-])`, 'g'), (region) => placeRegion(region, placement))
}

/** A text of the target in the fixture's own words: names, paths, accounts and region as the user wrote them. */
export function unplaceText(text: string, placement: Placement): string {
  const { run, unit, accounts } = placement
  const there = new Map([...accounts].map(([here, id]) => [id, here]))
  const named = text.replaceAll(prefixOf(run, unit), '').replaceAll(pathOfRun(run).slice(1), '')
  const moved = named.replace(/(?<!\d)\d{12}(?!\d)/g, (id) => there.get(id) ?? id)
  return placeRegions(moved, placement)
}
