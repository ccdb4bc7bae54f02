import type { ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = {
  test: {
    include: ['test/**/*.test.ts'],
    // A zone that is not UTC and has daylight saving: code that leans on the host's zone fails here.
    env: { TZ: 'Asia/Kathmandu' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
};

export default config;
