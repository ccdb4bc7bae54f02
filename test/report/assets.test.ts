import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { browserScript, styleSheet, vegaRuntime } from '../../src/report/assets.ts';

describe('what a page carries', () => {
  test('is one classic script that holds every module of the page', () => {
    const script = browserScript();
    expect(script).not.toMatch(/^(import|export) /m);
    expect(() => new Function(script)).not.toThrow();
    const modules = readdirSync(new URL('../../src/report/browser', import.meta.url)).filter((file) =>
      file.endsWith('.js'),
    );
    expect(modules.length).toBeGreaterThan(4);
    for (const word of ['showTooltip', 'drawTrade', 'startTrades', 'drawAll']) {
      expect(script).toContain(`function ${word}`);
    }
  });

  test('has the interpreter of Vega\u2019s expressions beside Vega', () => {
    const runtime = vegaRuntime();
    expect(runtime).toContain('vega.expressionInterpreter = expression;');
    expect(runtime).not.toMatch(/^import /m);
    expect(() => new Function(runtime)).not.toThrow();
  });

  test('ends no script element, and asks for no file', () => {
    for (const text of [browserScript(), vegaRuntime(), styleSheet()]) {
      expect(text).not.toMatch(/<\/(script|style)/i);
      expect(text).not.toContain('sourceMappingURL');
    }
    expect(styleSheet()).not.toMatch(/url\(|@import/);
  });

  test('has types that hold, of its own script and of that of the browser tests', () => {
    const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
    for (const project of ['src/report/browser', 'test/browser']) {
      const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
      expect(stdout).toBe('');
      expect(status).toBe(0);
      const listed = spawnSync(process.execPath, [compiler, '-p', project, '--listFilesOnly'], {
        encoding: 'utf8',
      });
      expect(listed.stdout).toContain(`/${project}/`);
    }
  });
});
