import { type CompiledAction, compileAction, matchesAction } from '../engine/match-action.ts'
import type { ActionElement, Statement } from '../policy/policy.ts'
import { type ActionReference, findService, servicePrefixes } from '../policy/reference.ts'
import { anyResource, type ResourceTemplate } from './resource-template.ts'
import { unknownActions } from './unknown-actions.ts'

/** Actions about which exactly the same statements speak. */
export interface ActionClass {
  /** For each statement whether it is about the actions. */
  readonly about: readonly boolean[]
  /** The actions by the resources that their requests can have. */
  readonly groups: readonly { readonly template: ResourceTemplate; readonly actions: readonly string[] }[]
}

/**
 * Sorts the actions that some of the leading statements are about into classes. Actions that the reference does not know, but a policy names, are of no
 * known resource type.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function actionClasses(
  statements: readonly Statement[],
  leading: (index: number) => boolean,
  services: (prefix: string) => boolean,
  templateOf: (action: ActionReference) => ResourceTemplate,
): readonly ActionClass[] {
  const elements = statements.map(({ action }) => action)
  const classes = new Map<string, Members>()
  const membersOf = (key: string, about: () => readonly boolean[]): Members => {
    const found = classes.get(key) ?? { about: about(), known: [], unknown: [] }
    classes.set(key, found)
    return found
  }
  const leads = elements.map((_, index) => leading(index))
  const wanted = (about: readonly boolean[]): boolean => about.some((each, index) => each && leads[index] === true)
  for (const prefix of servicesNamed(elements.filter((_, index) => leads[index])).filter(services)) {
    const { actions } = serviceTable(prefix)
    const columns = elements.map((element) => columnOf(element, prefix))
    const first = columns.filter((_, at) => leads[at])
    for (const [index, action] of actions.entries()) {
      if (!first.some((column) => column[index] === 1)) continue
      let key = ''
      for (const column of columns) key += column[index] === 1 ? '1' : '0'
      membersOf(key, () => columns.map((column) => column[index] === 1)).known.push(action)
    }
  }
  for (const action of unknownActions(elements)) {
    if (!services(action.slice(0, action.indexOf(':')).toLowerCase())) continue
    const about = elements.map((element) => matchesAction(compiled(element), action.toLowerCase()))
    membersOf(about.map((each) => (each ? '1' : '0')).join(''), () => about).unknown.push(action)
  }
  return [...classes.values()]
    .filter(({ about }) => wanted(about))
    .map((members) => ({
      about: members.about,
      get groups() {
        return groupsOf(members, templateOf)
      },
    }))
}

interface Members {
  readonly about: readonly boolean[]
  readonly known: ActionReference[]
  readonly unknown: string[]
}

/** The actions of a class by the resources of their requests. */
function groupsOf({ known, unknown }: Members, templateOf: (action: ActionReference) => ResourceTemplate): ActionClass['groups'] {
  const groups = new Map<ResourceTemplate, string[]>(unknown.length === 0 ? [] : [[anyResource, [...unknown]]])
  for (const action of known) {
    const template = templateOf(action)
    const group = groups.get(template)
    if (group === undefined) groups.set(template, [action.action])
    else group.push(action.action)
  }
  return [...groups].map(([template, actions]) => ({ template, actions }))
}

const compiledElements = new WeakMap<ActionElement, CompiledAction>()

function compiled(element: ActionElement): CompiledAction {
  const known = compiledElements.get(element) ?? compileAction(element)
  compiledElements.set(element, known)
  return known
}

/** The services whose actions the statements can be about. */
function servicesNamed(elements: readonly ActionElement[]): readonly string[] {
  const named = new Set<string>()
  for (const { element, patterns } of elements) {
    if (element === 'NotAction') return servicePrefixes
    for (const { text } of patterns) {
      const prefix = text.split(':', 1)[0]?.toLowerCase() ?? ''
      if (/[*?]/.test(prefix)) return servicePrefixes
      if (findService(prefix) !== undefined) named.add(prefix)
    }
  }
  return [...named]
}

interface ServiceTable {
  readonly actions: readonly ActionReference[]
  readonly names: readonly string[]
}

const tables = new Map<string, ServiceTable>()

function serviceTable(prefix: string): ServiceTable {
  const known = tables.get(prefix)
  if (known !== undefined) return known
  const actions = [...(findService(prefix)?.actions.values() ?? [])]
  const table = { actions, names: actions.map(({ action }) => action.toLowerCase()) }
  tables.set(prefix, table)
  return table
}

const columnsByPattern = new Map<string, Uint8Array>()
const mostColumns = 20_000

/** For each action of a service whether the element is about it. */
function columnOf(element: ActionElement, prefix: string): Uint8Array {
  const size = serviceTable(prefix).actions.length
  const column = new Uint8Array(size)
  const { byPrefix, anywhere } = patternsOf(element)
  for (const text of [...(byPrefix.get(prefix) ?? []), ...anywhere]) {
    const one = patternColumn(element, text, prefix)
    for (let index = 0; index < size; index++) if (one[index] === 1) column[index] = 1
  }
  return element.element === 'NotAction' ? column.map((value) => 1 - value) : column
}

/** The patterns of an element by the service they are about; those with a wildcard in it may be about any. */
interface PatternsByService {
  readonly byPrefix: ReadonlyMap<string, readonly string[]>
  readonly anywhere: readonly string[]
}

const sorted = new WeakMap<ActionElement, PatternsByService>()

function patternsOf(element: ActionElement): PatternsByService {
  const known = sorted.get(element)
  if (known !== undefined) return known
  const byPrefix = new Map<string, string[]>()
  const anywhere: string[] = []
  for (const { text } of element.patterns) {
    const prefix = (text.split(':', 1)[0] ?? '').toLowerCase()
    const list = byPrefix.get(prefix)
    if (/[*?]/.test(prefix)) anywhere.push(text)
    else if (list === undefined) byPrefix.set(prefix, [text])
    else list.push(text)
  }
  const made = { byPrefix, anywhere }
  sorted.set(element, made)
  return made
}

function patternColumn(element: ActionElement, text: string, prefix: string): Uint8Array {
  const key = `${prefix} ${text.toLowerCase()}`
  const known = columnsByPattern.get(key)
  if (known !== undefined) return known
  const single = compileAction({ element: 'Action', at: element.at, patterns: [{ text, at: element.at }] })
  const column = Uint8Array.from(serviceTable(prefix).names, (name) => (matchesAction(single, name) ? 1 : 0))
  if (columnsByPattern.size >= mostColumns) columnsByPattern.clear()
  columnsByPattern.set(key, column)
  return column
}
