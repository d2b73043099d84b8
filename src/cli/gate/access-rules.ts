import type { AccessReport } from '../../analysis/access-report.ts'
import type { AccessScope } from '../../analysis/access-scope.ts'
import { alwaysGrants } from '../../analysis/always-grants.ts'
import { everGrants } from '../../analysis/ever-grants.ts'
import { parseYaml } from '../../base/parse-yaml.ts'
import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { type Entry, either, list, map, optional, type Read, record, reportTo, required, type TextAt, text } from '../../base/shape.ts'
import type { Span } from '../../base/span.ts'
import { compilePattern, matchesPattern } from '../../policy/pattern.ts'
import type { BrokenRule } from '../../report/gate-report.ts'
import type { GateTree } from './gate-tree.ts'
import type { GateUnit } from './gate-unit.ts'

const texts = either(['array'], list(text()), text())

const scope = {
  actions: required(texts, 'patterns as in `Action`'),
  resources: optional(texts, 'patterns as in `Resource`, every resource unless given'),
  when: optional(map(map(texts)), 'a Condition block: only requests for which it holds'),
  because: optional(text(), 'why the rule is there'),
}

/** The whole shape of a rules file. */
export const rulesShape = record('a list of rules', {
  never: optional(
    list(record('a rule', { ...scope, of: optional(texts, 'names of what is meant, all unless given') })),
    'what no policy may ever allow',
  ),
  always: optional(
    list(record('a rule', { ...scope, of: required(texts, 'names of what is meant, as `role EtleapInput*`') })),
    'what policies must allow',
  ),
  only: optional(list(record('a rule', { ...scope, of: required(texts, 'the only ones that may') })), 'what nobody else may be allowed'),
})

type Kind = 'never' | 'always' | 'only'

export interface AccessRule {
  readonly kind: Kind
  readonly at: Span
  readonly of: readonly string[]
  readonly scope: AccessScope
  readonly because?: string
}

const isRules = (path: string): boolean => /\.rules\.ya?ml$/i.test(path)

/** The rules of a tree: files `NAME.rules.yaml`. */
export function readRules(tree: GateTree): Result<readonly AccessRule[], readonly Problem[]> {
  const problems: Problem[] = []
  const rules = tree.files.filter(isRules).flatMap((path) => {
    const document = parseYaml(tree.read(path), tree.show(path))
    if (!document.ok) {
      problems.push(...document.error)
      return []
    }
    const read = rulesShape.read(document.value, reportTo(problems, 'rules'))
    return read === undefined
      ? []
      : (['never', 'always', 'only'] as const).flatMap((kind) => (read.of[kind]?.items ?? []).map((item) => toRule(kind, item)))
  })
  return problems.length > 0 ? err(problems) : ok(rules)
}

type Texts = Read<typeof texts>

const toList = (read: Texts): readonly string[] => ('short' in read ? read.short.items.map((each) => each.text) : [read.long.text])

interface RuleText {
  readonly at: Span
  readonly of: {
    readonly of: Texts | undefined
    readonly actions: Texts
    readonly resources: Texts | undefined
    readonly when: readonly Entry<readonly Entry<Texts>[]>[] | undefined
    readonly because: TextAt | undefined
  }
}

function toRule(kind: Kind, { at, of }: RuleText): AccessRule {
  const { resources, when, because } = of
  const block =
    when === undefined
      ? undefined
      : Object.fromEntries(when.map(({ key, value }) => [key, Object.fromEntries(value.map((entry) => [entry.key, toList(entry.value)]))]))
  return {
    kind,
    at,
    of: of.of === undefined ? ['*'] : toList(of.of),
    scope: {
      actions: toList(of.actions),
      ...(resources === undefined ? {} : { resources: toList(resources) }),
      ...(block === undefined ? {} : { when: block }),
    },
    ...(because === undefined ? {} : { because: because.text }),
  }
}

/** Holds the rules against policies. A rule that is about nothing is a problem: it would hold for ever. */
export function checkRules(
  rules: readonly AccessRule[],
  units: readonly GateUnit[],
  time: { readonly limit: number; readonly clock: () => number },
): Result<readonly BrokenRule[], readonly Problem[]> {
  const problems: Problem[] = []
  const broken = rules.flatMap((rule) => {
    const patterns = rule.of.map((pattern) => compilePattern(pattern))
    const isMeant = ({ name, key }: GateUnit): boolean =>
      patterns.some((pattern) => [name, key, name.replace(/ \([^)]*\)$/, '')].some((called) => matchesPattern(pattern, called)))
    const meant = units.filter(isMeant)
    if (meant.length === 0)
      problems.push({
        code: 'rules/about-nothing',
        at: rule.at,
        message: `the rule is about ${rule.of.map((name) => `\`${name}\``).join(', ')}, and there is no such policy or principal`,
        help: `there are ${units
          .slice(0, 8)
          .map(({ name }) => `\`${name}\``)
          .join(', ')}`,
      })
    const held = rule.kind === 'only' ? units.filter((unit) => !isMeant(unit)) : meant
    return held.flatMap((unit): readonly BrokenRule[] => {
      const { findings, undecided } = ask(rule, unit, time)
      const real = findings.filter(({ reachable }) => reachable)
      return real.length + undecided.length === 0
        ? []
        : [{ rule: ruleText(rule), kind: rule.kind, at: rule.at, unit: unit.name, findings: real, undecided }]
    })
  })
  return problems.length > 0 ? err(problems) : ok(broken)
}

function ask(
  { kind, scope: asked }: AccessRule,
  { side, type, callers }: GateUnit,
  time: { readonly limit: number; readonly clock: () => number },
): AccessReport {
  return (kind === 'always' ? alwaysGrants : everGrants)(side, asked, type, { callers, time })
}

/** In one line, as the report says it. */
const ruleText = ({ kind, of, scope: { actions, resources }, because }: AccessRule): string =>
  `${kind}: ${kind === 'only' ? `${of.join(', ')} may do ` : ''}${actions.join(', ')}${resources === undefined ? '' : ` on ${resources.join(', ')}`}${kind === 'only' ? '' : ` for ${of.join(', ')}`}${because === undefined ? '' : ` (${because})`}`
