import { unifiedDiff } from '../base/unified-diff.ts'
import type { Edit } from '../faults/edit.ts'
import { applyEdits } from '../faults/edit-fixture.ts'
import { documentsOf } from '../faults/placed-document.ts'
import type { SetUp } from '../faults/set-up.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Patch } from './diagnosis.ts'
import { patchesOfSources } from './source-patch.ts'

/** Each document that the edits change, make or take away, as a patch. */
export function patchesOf(setUp: SetUp, edits: readonly Edit[]): readonly Patch[] {
  const [before, after] = [textsOf(setUp.fixture), textsOf(applyEdits(setUp, edits).fixture)]
  const patches = [...new Set([...before.keys(), ...after.keys()])].flatMap((file) => {
    const [old, document] = [before.get(file) ?? '', after.get(file) ?? '']
    return old === document ? [] : [{ file, diff: unifiedDiff(old, document, file), document }]
  })
  return patchesOfSources(setUp.fixture, patches) ?? patches
}

const textsOf = (fixture: Fixture): ReadonlyMap<string, string> => new Map(documentsOf(fixture).map(({ file }) => [file.file, file.text]))
