import type { Request } from '../engine/request.ts'
import { parseArn } from '../policy/arn.ts'
import type { AccessSide } from './access-side.ts'
import type { Budget } from './budget.ts'
import type { Callers } from './caller-choice.ts'
import { type CallerKind, keyDimension, principalArnDimension } from './caller-kind.ts'
import { chooseValue } from './choose-value.ts'
import { resourceDimension } from './compile-resource.ts'
import type { StatementCompiler } from './compile-statement.ts'
import { describeModel } from './describe-model.ts'
import { contains } from './find-word.ts'
import type { NewFound } from './found.ts'
import { replay } from './replay.ts'
import type { ResourceTemplate } from './resource-template.ts'
import type { Model } from './solve.ts'
import { nameOfCaller, requestFor } from './witness.ts'

interface Compared {
  readonly before: AccessSide
  readonly after: AccessSide
  readonly callers: Callers
  readonly showsCaller: boolean
}

/** The request of a model, if the engine agrees that it is new; undefined if it does not. */
export function witnessOf(
  model: Model,
  compiler: StatementCompiler,
  kind: CallerKind,
  action: string,
  template: ResourceTemplate,
  subject: Compared,
  budget: Budget,
): NewFound | undefined {
  const { principal } = compiler.reading
  const chosen = new Map(model.values)
  if (principal !== undefined) chosen.set(principalArnDimension, [principal])
  const [raw] = chosen.get(resourceDimension) ?? []
  const plain = raw ?? wordOf(template, budget)
  for (const resource of new Set([familiar(plain, template), plain])) {
    const request = complete(kind, action, resource, chosen, compiler, subject.callers, budget)
    const because = replay(request, subject.before, subject.after)
    if (because !== undefined) {
      const description = describeModel(model, compiler.facts, (key) => compiler.spellings.get(key) ?? key, budget)
      return {
        result: 'new',
        finding: { witness: written(request, compiler, subject.showsCaller), request, because, ...inWords(description) },
      }
    }
  }
  return undefined
}

function wordOf(template: ResourceTemplate, budget: Budget): string {
  const choice = chooseValue([], [], [template.domain], budget)
  return choice.found ? choice.text : '*'
}

/** With a region and an account that people know, where that is as good; the engine has the last word. */
function familiar(resource: string, { domain }: ResourceTemplate): string {
  const arn = parseArn(resource)
  if (arn === undefined) return resource
  const region = /^[a-z]$/.test(arn.region) ? 'us-east-1' : arn.region
  const account = /^(\d)\1{11}$/.test(arn.account) && arn.account.startsWith('0') ? '111122223333' : arn.account
  const known = `arn:${arn.partition}:${arn.service}:${region}:${account}:${arn.resource}`
  return contains(domain, known) ? known : resource
}

/** The request with the keys that AWS always sends and some statement asks for. */
function complete(
  kind: CallerKind,
  action: string,
  resource: string,
  chosen: Map<string, readonly string[]>,
  compiler: StatementCompiler,
  callers: Callers,
  budget: Budget,
): Request {
  const context = new Map<string, readonly string[]>()
  for (const [dimension, values] of chosen) if (dimension.startsWith('key ') && values.length > 0) context.set(dimension.slice(4), values)
  const request = requestFor(kind, action, resource, chosen, context, callers.ownership(action.toLowerCase()))
  for (const key of [...compiler.spellings.keys(), ...compiler.openKeys]) {
    if (context.has(key)) continue
    const { presence, domain } = compiler.facts(keyDimension(key))
    if (presence !== 'always') continue
    const own = ofCaller(key, request)
    const choice = own === undefined ? chooseValue([], [], domain, budget) : { found: true as const, text: own }
    if (choice.found) context.set(key, [choice.text])
  }
  return { ...request, context }
}

/** Keys that say who the caller is. */
function ofCaller(key: string, { principal }: Request): string | undefined {
  switch (key) {
    case 'aws:principalarn':
      return 'arn' in principal ? nameOfCaller(principal) : undefined
    case 'aws:principalaccount':
      return 'account' in principal ? principal.account : undefined
    case 'aws:principaltype':
      return principal.type === 'assumedRole' ? 'AssumedRole' : principal.type === 'user' ? 'User' : undefined
    case 'aws:principalservicename':
      return principal.type === 'service' ? principal.service : undefined
    case 'aws:username':
      return principal.type === 'user' ? principal.arn.slice(principal.arn.lastIndexOf('/') + 1) : undefined
    case 'aws:currenttime':
      return '2026-01-01T00:00:00Z'
    case 'aws:epochtime':
      return '1767225600'
    case 'aws:requestedregion':
      return 'us-east-1'
    default:
      return undefined
  }
}

function written(request: Request, { spellings }: StatementCompiler, showsCaller: boolean): NewFound['finding']['witness'] {
  const context = [...request.context]
    .filter(([key]) => spellings.has(key))
    .map(([key, values]): readonly [string, string | readonly string[]] => {
      const [only, ...others] = values
      return [spellings.get(key) ?? key, others.length === 0 && only !== undefined ? only : values]
    })
  return {
    ...(showsCaller ? { principal: nameOfCaller(request.principal) } : {}),
    action: request.action,
    resource: request.resource,
    context: Object.fromEntries(context.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function inWords({ resource, principal, conditions }: ReturnType<typeof describeModel>): {
  readonly generalised: string
  readonly conditions: readonly string[]
} {
  const by = principal === undefined ? '' : ` by ${principal}`
  const when = conditions.length === 0 ? '' : ` when ${conditions.join(' and ')}`
  return { generalised: `on ${resource}${by}${when}`, conditions }
}
