/** Who may import whom. The picture is in docs/architecture.md; `npm run check:structure` enforces it. */

/** What each room may import of ours, besides itself and src/errors.ts. */
const ROOMS = {
  'src/market': [],
  'src/databento': [],
  'src/stats': [],
  'src/engine': ['src/market'],
  strategies: ['src/engine', 'src/market'],
  'src/sources': ['src/market', 'src/databento'],
  'src/results': ['src/market'],
  'src/research': ['src/engine', 'src/market', 'src/stats', 'src/sources', 'src/results', 'strategies'],
  'src/report': ['src/results', 'src/market', 'src/stats'],
  'src/api': ['src/results', 'src/sources', 'src/market'],
  'src/gateway': ['src/databento', 'src/sources', 'src/market'],
  'src/live': ['src/engine', 'src/market', 'src/sources', 'src/results', 'src/databento', 'strategies'],
};

/** These two have no error table of ours: the client stands alone, and statistics throw RangeError. */
const WITHOUT_ERROR_TABLE = ['src/databento', 'src/stats'];

const rooms = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room.replace('src/', '')}-imports-only-its-neighbours`,
  severity: 'error',
  from: { path: `^${room}/` },
  to: {
    path: '^(src|strategies|bench|scripts|test)/',
    pathNot: [
      `^${room}/`,
      ...allowed.map((other) => `^${other}/`),
      ...(WITHOUT_ERROR_TABLE.includes(room) ? [] : ['^src/errors\\.ts$']),
    ],
  },
}));

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { pathNot: '^(src/cli|test|bench)/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'product-imports-no-tests',
      severity: 'error',
      from: { path: '^(src|strategies)/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-missing-modules', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'product-uses-no-development-packages',
      severity: 'error',
      from: { path: '^(src|strategies)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
