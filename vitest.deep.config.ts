import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest of them, which are short to read: vitest begins with the largest files, and would have one worker wait for these at the end. */
const longest = ['fault-combinations', 'faults-on-the-wire', 'reproduce', 'clients/clients', 'hostile-targets', 'deployed-network']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((name) => moduleId.endsWith(`/deep/${name}.test.ts`))
      return index === -1 ? longest.length : index
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

/** Long fuzzing and random combinations: behind `npm run test:deep`, with a fresh printed seed. */
export default defineConfig({
  test: {
    include: ['test/deep/**/*.test.ts'],
    // Tests run the command line, which is bundled.
    globalSetup: ['scripts/bundle.js'],
    setupFiles: ['test/setup.ts'],
    sequence: { sequencer: LongestFirst },
    maxWorkers: '100%',
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
})
