export * from '../../dist/src/api/index.js';
