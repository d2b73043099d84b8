import { defineConfig } from 'vitest/config'

/** Long fuzzing and random combinations: behind `npm run test:deep`, with a fresh printed seed. */
export default defineConfig({
  test: {
    include: ['test/deep/**/*.test.ts'],
    // Tests run the command line, which is bundled.
    globalSetup: ['scripts/bundle.js'],
    setupFiles: ['test/setup.ts'],
    maxWorkers: '100%',
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
})
