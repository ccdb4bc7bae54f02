import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, html, withChart, withData } from '../../src/report/html.ts';

describe('a template of markup', () => {
  test('escapes every string from data, in text and in attributes', () => {
    const name = `</script><img src=x onerror="alert('1')">&`;
    expect(html`<p title="${name}">${name}</p>`.text).toBe(
      '<p title="&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
    );
  });

  test('lets no text become markup, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']/);
        const back = escapeHtml(text)
          .replace(/&lt;/g, '<')
          .replace(/&gt;/g, '>')
          .replace(/&quot;/g, '"')
          .replace(/&#39;/g, "'")
          .replace(/&amp;/g, '&');
        expect(back).toBe(text);
      }),
    );
  });

  test('joins lists, leaves nothing of null and undefined, and shows zero', () => {
    expect(html`${[html`<b>1</b>`, 'a', 2]}${null}${undefined}${0}`.text).toBe('<b>1</b>a20');
  });

  test('collects charts and data of all its pieces', () => {
    const inner = withData(withChart(html`<i></i>`, 'c', { a: 1 }), 'd', [2]);
    const outer = html`<p>${[html`<q>${inner}</q>`]}</p>`;
    expect([...outer.charts]).toEqual([['c', { a: 1 }]]);
    expect([...outer.data]).toEqual([['d', [2]]]);
  });
});
