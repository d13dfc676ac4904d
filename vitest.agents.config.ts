import { defineConfig } from 'vitest/config';

/** Real agents against a scripted model. One after the other: they measure their own time, and agents are large. */
export default defineConfig({
  test: {
    include: ['test/agents/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { NODE_EXTRA_CA_CERTS: '' },
  },
});
