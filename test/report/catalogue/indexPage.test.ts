import { describe, expect, test } from 'vitest';
import { renderIndex } from '../../../src/report/catalogue/indexPage.ts';
import { sampleCatalogue } from '../../support/catalogue.ts';
import { contentOf, textOf } from '../../support/reportPage.ts';

const { entries, runs } = await sampleCatalogue();
const page = renderIndex(entries, runs, {
  linkOf: ({ kind, id }) => (kind === 'run' && id.endsWith('5') ? `v6-${id}.html` : null),
});
const text = textOf(page);

describe('the index', () => {
  test('has everything once, newest first, with what kind it is', () => {
    const titles = [...page.matchAll(/<li data-kind="(\w+)"/g)].map((match) => match[1]);
    expect(titles).toEqual(['sweep', 'stress', 'run', 'verification', 'audit', 'run', 'run']);
    expect(text).toContain('3 runs on 2 datasets, 1 audit, 1 verification, 1 stress test, 1 sweep.');
  });

  test('gives every number with its n and, where it has one, its interval', () => {
    const { winRate } = runs[0]!.summary;
    expect(text).toContain(`n = ${winRate!.n} trades, 95% interval`);
    expect(text).toContain('n = 30 trials');
    expect(text).toContain('n = 70 halvings');
    for (const { numbers } of entries) expect(numbers.length).toBeGreaterThan(1);
  });

  test('marks what is synthetic, and counts the runs that are not', () => {
    const items = page.split('<li data-kind').slice(1);
    const marked = items.filter((item) => item.includes('<span class="tag">synthetic</span>'));
    expect(marked).toHaveLength(entries.filter(({ dataset }) => dataset.isSynthetic).length);
    expect(marked.length).toBeLessThan(items.length);
    expect(text).toContain('1 of 3 The others are on synthetic data');
  });

  test('says how many looks were taken at a dataset, and how many runs an edge of chance would show', () => {
    expect(text).toContain('2 runs on');
    expect(text).toContain('deflate it by their number');
    expect(text).toContain('about one run in forty does that by chance');
  });

  test('links pages that are there, and follows no link that would run or leave', () => {
    expect(page).toContain('<a href="v6-r000000000000005.html">');
    // Once in the list, once in the table of its dataset.
    expect(page.match(/<a href="(?!#)/g)).toHaveLength(2);
    for (const link of ['javascript:alert(1)', 'https://elsewhere', '//elsewhere', 'data:text/html,x']) {
      const hostile = renderIndex(entries, runs, {
        linkOf: () => link,
        comparisons: [{ a: 'a', b: 'b', link }],
      });
      expect(hostile).not.toContain(`href="${link}`);
      expect(contentOf(hostile).data['links']).toEqual([]);
    }
  });

  test('compares runs by the same figures that stand on their pages', () => {
    const { compare } = contentOf(page).data;
    const place = compare.names.indexOf('win rate');
    expect(compare.runs).toHaveLength(3);
    const { winRate } = runs.at(-1)!.summary;
    expect(compare.runs[0].values[place]).toContain(`n = ${winRate!.n}, 95% interval`);
  });

  test('says when there is nothing', () => {
    expect(textOf(renderIndex([], [], { linkOf: () => null }))).toContain('There is no run yet.');
  });
});
