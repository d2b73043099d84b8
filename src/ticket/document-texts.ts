import { type Located, member } from '../base/located.ts'

/** What one statement says, whatever its form: single values or lists, in any spelling that AWS takes. */
export interface StatementTexts {
  readonly effect: string
  readonly principals: readonly string[]
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions: readonly ConditionTexts[]
}

export interface ConditionTexts {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** The statements of a document that may be no policy at all. */
export function statementTexts(document: Located): readonly StatementTexts[] {
  const statements = document.kind === 'object' ? member(document, 'Statement') : undefined
  const items = statements?.kind === 'array' ? statements.items : statements === undefined ? [] : [statements]
  return items.flatMap((item) => {
    if (item.kind !== 'object') return []
    const texts = (key: string): readonly string[] => textsIn(member(item, key))
    const principal = member(item, 'Principal')
    const condition = member(item, 'Condition')
    return [
      {
        effect: texts('Effect')[0] ?? '',
        principals: principal?.kind === 'object' ? textsIn(member(principal, 'AWS')) : textsIn(principal),
        actions: [...texts('Action'), ...texts('NotAction')],
        resources: texts('Resource'),
        conditions: condition?.kind === 'object' ? conditionsIn(condition) : [],
      },
    ]
  })
}

const conditionsIn = (condition: Located & { kind: 'object' }): readonly ConditionTexts[] =>
  condition.members.flatMap(({ key: operator, value }) =>
    value.kind === 'object' ? value.members.map(({ key, value: values }) => ({ operator, key, values: textsIn(values) })) : [],
  )

function textsIn(value: Located | undefined): readonly string[] {
  if (value?.kind === 'string') return [value.value]
  if (value?.kind === 'number') return [value.text]
  return value?.kind === 'array' ? value.items.flatMap(textsIn) : []
}

/** The folder that a policy limits a bucket to: by the prefixes of listing, else by the objects that it names. */
export function folderIn(document: Located, bucket: string): string | undefined {
  const statements = statementTexts(document).filter(({ effect }) => effect === 'Allow')
  const prefixes = statements.flatMap(({ conditions }) =>
    conditions.filter(({ key }) => key.toLowerCase() === 's3:prefix').flatMap(({ values }) => values),
  )
  const objects = statements.flatMap(({ resources }) => resources.flatMap((resource) => pathIn(resource, bucket)))
  return [...prefixes, ...objects]
    .map((path) => path.replace(/\/?\*$/, '').replace(/\/$/, ''))
    .find((path) => path !== '' && !/[*?$]/.test(path))
}

function pathIn(resource: string, bucket: string): readonly string[] {
  const start = `arn:aws:s3:::${bucket}/`
  return resource.startsWith(start) ? [resource.slice(start.length)] : []
}
