import type { Created } from './journal.ts'
import type { JournalHead, ReadJournal } from './journal-file.ts'

/** Reads a journal back. The last line may be torn: its call had not been made yet. Undefined for a file that is no journal. */
export function readJournal(text: string): ReadJournal | undefined {
  const [first, ...lines] = text.split('\n').flatMap(parseLine)
  const head = first === undefined ? undefined : readHead(first)
  if (head === undefined) return undefined
  const created = new Map<number, Created>()
  let ended = false
  for (const line of lines) {
    if (line.ended === true) ended = true
    if (typeof line.n !== 'number') continue
    const named = readCreated(line.done) ?? readCreated(line.ahead)
    if (named !== undefined) created.set(line.n, named)
    if (line.gone === true) created.delete(line.n)
  }
  return { ...head, created: [...created.values()], ended }
}

type Line = Readonly<Record<string, unknown>>

const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null && !Array.isArray(value)

function parseLine(text: string): readonly Line[] {
  try {
    const value: unknown = JSON.parse(text)
    return isLine(value) ? [value] : []
  } catch {
    return []
  }
}

function readHead({ journal, run, target, expires, pid, host }: Line): JournalHead | undefined {
  if (journal !== 1 || typeof run !== 'string' || typeof target !== 'string') return undefined
  if (typeof expires !== 'string' || typeof pid !== 'number' || typeof host !== 'string') return undefined
  return { run, target, expires, pid, host }
}

function readCreated(value: unknown): Created | undefined {
  if (!isLine(value)) return undefined
  const { kind, account, region, type, name, arn, keyId, alias, bucket } = value
  if (typeof account !== 'string') return undefined
  const place = typeof region === 'string' ? { account, region } : undefined
  if (kind === 'identity' && (type === 'user' || type === 'group' || type === 'role') && typeof name === 'string')
    return { kind, type, account, name }
  if (kind === 'managedPolicy' && typeof arn === 'string') return { kind, account, arn }
  if (place === undefined) return undefined
  if (kind === 'key') return { kind, ...place, ...(typeof keyId === 'string' ? { keyId } : {}) }
  if (kind === 'alias' && typeof alias === 'string') return { kind, ...place, alias }
  if (kind === 'bucket' && typeof bucket === 'string') return { kind, ...place, bucket }
  return undefined
}
