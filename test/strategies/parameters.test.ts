import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ENGINE_PARAMETERS, resolveParameters } from '../../src/engine/parameters.ts';
import { RANDOM_ENTRY_PARAMETERS } from '../../strategies/random-entry/parameters.ts';
import { V6_PARAMETERS } from '../../strategies/v6/parameters.ts';
import { V6_PRESETS } from '../../strategies/v6/presets.ts';
import { parameterMarkdown, presetYaml } from './support/parameterText.ts';

const isUpdate = process.env['UPDATE_DOCS'] === '1';

/** A file written from the tables; UPDATE_DOCS=1 writes it again. */
function expectFile(path: string, wanted: (text: string) => string): void {
  const url = new URL(`../../strategies/${path}`, import.meta.url);
  const text = isUpdate ? readOrEmpty(url) : readFileSync(url, 'utf8');
  if (isUpdate) writeFileSync(url, wanted(text));
  else expect(text).toBe(wanted(text));
}

function readOrEmpty(url: URL): string {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return '';
  }
}

function between(text: string, table: string): string {
  const begin = '<!-- parameters:begin -->\n';
  const end = '<!-- parameters:end -->';
  return `${text.slice(0, text.indexOf(begin) + begin.length)}${table}\n${text.slice(text.indexOf(end))}`;
}

describe('parameters have one source', () => {
  test.each(Object.entries(V6_PRESETS))(
    'the YAML of preset %s is written from the tables, and reads back as the preset',
    (name, preset) => {
      const yaml = presetYaml(name, preset, V6_PARAMETERS);
      expectFile(`v6/presets/${name}.yaml`, () => yaml);
      const table = { ...V6_PARAMETERS, ...ENGINE_PARAMETERS };
      expect(resolveParameters(table, parse(yaml))).toEqual(resolveParameters(table, preset.values));
    },
  );

  test('the README of v6 lists them', () => {
    expectFile('v6/README.md', (text) => between(text, parameterMarkdown(V6_PARAMETERS, V6_PRESETS)));
  });

  test('the README of random-entry lists them', () => {
    expectFile('random-entry/README.md', (text) =>
      between(text, parameterMarkdown(RANDOM_ENTRY_PARAMETERS, {})),
    );
  });

  test('no strategy takes a name of the engine', () => {
    for (const table of [V6_PARAMETERS, RANDOM_ENTRY_PARAMETERS]) {
      expect(Object.keys(table).filter((name) => name in ENGINE_PARAMETERS)).toEqual([]);
    }
  });
});
