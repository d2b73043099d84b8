import { type Located, member } from '../base/located.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import type { ExpectedFault } from './scenario.ts'

/** What is put in the place of what a case expects: no fault is healthy. */
export interface NewExpectation {
  readonly title: string
  readonly faults: readonly ExpectedFault[]
}

/**
 * The text of a scenario with other expectations. Everything else stays as it is; where one fault takes the place of another, so do the comments
 * beside it. Titles that the text does not have change nothing.
 */
export function updateExpectations(text: string, file: string, updates: readonly NewExpectation[]): string {
  const root = parseYaml(text, file)
  const cases = root.ok && root.value.kind === 'object' ? member(root.value, 'cases') : undefined
  if (cases?.kind !== 'object') return text
  const changes = updates.flatMap(({ title, faults }) => {
    const of = member(cases, title)
    const expect = of?.kind === 'object' ? member(of, 'expect') : undefined
    return expect === undefined ? [] : changesOf(expect, faults)
  })
  return changes
    .toSorted((a, b) => b.start - a.start)
    .reduce((done, { start, end, by }) => done.slice(0, start) + by + done.slice(end), text)

  function changesOf(expect: Located, faults: readonly ExpectedFault[]): readonly Change[] {
    const [only] = faults
    const scalars = expect.kind === 'object' && only !== undefined && faults.length === 1 ? scalarChanges(expect, only, text) : undefined
    return scalars ?? [replace(expect, written(faults), text)]
  }
}

interface Change {
  readonly start: number
  readonly end: number
  readonly by: string
}

/** One fault for another, at the same members. */
function scalarChanges(expect: Located & { kind: 'object' }, { fault, place }: ExpectedFault, text: string): readonly Change[] | undefined {
  const [oldFault, oldPlace] = [member(expect, 'fault'), member(expect, 'at')]
  if (oldFault === undefined || (oldPlace === undefined) !== (place === undefined)) return undefined
  return [
    replace(oldFault, scalar(fault), text),
    ...(oldPlace === undefined || place === undefined ? [] : [replace(oldPlace, scalar(`${place.file}#${place.pointer}`), text)]),
  ]
}

/** A block of several lines ends with its last line break, which stays. */
function replace({ at }: Located, by: string, text: string): Change {
  const old = text.slice(at.start.offset, at.end.offset)
  return { start: at.start.offset, end: at.start.offset + old.trimEnd().length, by }
}

function written(faults: readonly ExpectedFault[]): string {
  const [first] = faults
  if (first === undefined) return 'healthy'
  if (faults.length === 1) return one(first)
  return `{ faults: [${faults.map((each) => (each.place === undefined ? scalar(each.fault) : one(each))).join(', ')}] }`
}

const one = ({ fault, place }: ExpectedFault): string =>
  `{ fault: ${scalar(fault)}${place === undefined ? '' : `, at: ${scalar(`${place.file}#${place.pointer}`)}`} }`

/** In quotes unless it cannot be taken for anything else, in a flow or out of it. */
const scalar = (text: string): string => (/^(?!(?:true|false|null)$)[a-z](?:[\w./#:~-]*[\w./])?$/.test(text) ? text : JSON.stringify(text))
