import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/deep/**', 'node_modules/**'],
    // Tests run the command line, which is bundled.
    globalSetup: ['scripts/bundle.js'],
    setupFiles: ['test/setup.ts'],
    // No test changes a module, so files of one worker share what they import: the SDK is loaded once.
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
