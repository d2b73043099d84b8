import { editDistance } from '../base/suggest.ts'
import { decideSetUp } from './break-grant.ts'
import { filesIn } from './needs-of.ts'
import type { SetUp } from './set-up.ts'
import { isOnBucket } from './subject.ts'

/**
 * A folder that has files and nearly the same name, when the one of the connection has none. A data lake may begin an empty folder, so there the
 * permissions must speak for the other one as well.
 */
export function findMeantFolder({ fixture, connection }: SetUp): string | undefined {
  const { bucket, baseDirectory } = connection
  const stored = fixture.buckets.get(bucket)
  if (stored === undefined || baseDirectory === '' || filesIn(stored, `${baseDirectory}/`).length > 0) return undefined
  const depth = baseDirectory.split('/').length
  const folders = new Set(filesIn(stored, '').flatMap((key) => key.split('/').slice(0, depth).join('/')))
  const near = [...folders].find(
    (folder) =>
      filesIn(stored, `${folder}/`).length > 0 &&
      editDistance(folder.toLowerCase(), baseDirectory.toLowerCase(), 3) <= limit(baseDirectory),
  )
  if (near === undefined || connection.connector === 's3-input') return near
  const refused = ({ connection: tried }: SetUp): number =>
    decideSetUp({ fixture, connection: tried }).filter(({ need, decision }) => isOnBucket(need, tried) && decision.outcome !== 'allowed')
      .length
  const healed = { fixture, connection: { ...connection, baseDirectory: near } }
  return refused({ fixture, connection }) > refused(healed) ? near : undefined
}

const limit = (text: string): number => Math.min(2, Math.max(1, Math.floor(text.length / 4)))
