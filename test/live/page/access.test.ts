import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { isLoopback, isOurHost, nameFor, pageToken, TokenCheck } from '../../../src/live/page/access.ts';

test.each([
  ['127.0.0.1', true],
  ['127.9.8.7', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['127.0.0.1.example.com', false],
  ['128.0.0.1', false],
])('%s is of this machine alone: %s', (host, isOwn) => {
  expect(isLoopback(host)).toBe(isOwn);
});

test.each([
  ['localhost:4810', '127.0.0.1', true],
  ['LOCALHOST', '127.0.0.1', true],
  ['[::1]:4810', '127.0.0.1', true],
  ['192.168.1.5:4810', '127.0.0.1', false],
  ['evil.example', '127.0.0.1', false],
  ['localhost.evil.example:4810', '127.0.0.1', false],
  ['evil.example@127.0.0.1', '127.0.0.1', false],
  ['', '127.0.0.1', false],
  [undefined, '127.0.0.1', false],
  ['desk.example:80', 'desk.example', true],
  ['192.168.1.5:4810', '0.0.0.0', true],
  ['[fe80::1]:4810', '::', true],
  [hostname(), '0.0.0.0', true],
  ['evil.example', '0.0.0.0', false],
  ['evil.example', '::', false],
])('the Host header %s on %s names the page: %s', (header, host, isOurs) => {
  expect(isOurHost(header, host)).toBe(isOurs);
});

test('beyond the loopback there is always a token, another each time', () => {
  expect(pageToken('127.0.0.1', undefined)).toBeUndefined();
  const made = ['0.0.0.0', '0.0.0.0', '192.168.1.5'].map((host) => pageToken(host, undefined));
  expect(new Set(made).size).toBe(3);
  for (const token of made) expect(token).toMatch(/^[\w-]{32}$/);
  expect(pageToken('127.0.0.1', 'sixteen-of-these')).toBe('sixteen-of-these');
});

test.each(['', 'fifteen-letters', 'with a blank and more', 'percent%20and-more', 'markup<img>and-more'])(
  'the token %j is refused',
  (given) => {
    expect(() => pageToken('127.0.0.1', given)).toThrow(expect.objectContaining({ code: 'TB_USAGE' }));
  },
);

test('a cookie stands for one token on one port, and does not tell it', () => {
  const check = new TokenCheck('a-token-of-some-length', 4810);
  const other = new TokenCheck('a-token-of-some-lengti', 4811);
  expect(check.cookieName).not.toBe(other.cookieName);
  expect(check.isCookie(check.cookieValue)).toBe(true);
  expect(check.isCookie(other.cookieValue)).toBe(false);
  expect(check.isCookie('a-token-of-some-length')).toBe(false);
  expect(check.isToken(check.cookieValue)).toBe(false);
  expect(check.isToken(undefined)).toBe(false);
});

test('the address that is printed can be opened elsewhere', () => {
  expect(nameFor('0.0.0.0')).toBe(hostname().toLowerCase());
  expect(nameFor('::1')).toBe('[::1]');
  expect(nameFor('192.168.1.5')).toBe('192.168.1.5');
});
