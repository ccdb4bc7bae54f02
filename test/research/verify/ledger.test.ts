import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimsTemplate } from '../../../src/cli/claimsTemplate.ts';
import { TapebenchError } from '../../../src/errors.ts';
import { parseLedger, readLedger } from '../../../src/research/verify/ledger.ts';

const STRATEGIES = join(import.meta.dirname, '..', '..', '..', 'strategies');

const ledger = (claim: string): string => `
name: mine
strategy: v6
claims:
  - id: one
    statement: It holds.
    estimand: win-rate
    population: All trades
    costs: none
${claim.replace(/^/gm, '    ')}
`;

function refusalOf(text: string): TapebenchError {
  try {
    parseLedger(text, 'mine.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(TapebenchError);
    return error as TapebenchError;
  }
  throw new Error('the ledger was accepted');
}

describe('a claim ledger', () => {
  test('holds every published claim with its test fixed in advance', async () => {
    const published = await readLedger(join(STRATEGIES, 'v6', 'claims.yaml'));
    expect(published.claims.map((claim) => claim.id)).toEqual([
      'win-rate',
      'mean-net-return',
      'position-adjusted-return',
      'sharpe-per-trade',
      'improvement',
      'utilisation',
      'target-hit',
      'stop-hit',
      'frequency',
      'cost-resilience',
    ]);
    expect(published.claims[0]).toMatchObject({
      n: 156,
      region: { relation: 'at-least', value: 0.647, against: 'break-even' },
    });
    expect(published).toMatchObject({ alpha: 0.05, power: 0.8 });
    expect(published.published?.cost?.scenarios).toHaveLength(6);
  });

  test('takes the one about the planted edge, and the one that a new ledger starts with', async () => {
    expect((await readLedger(join(STRATEGIES, 'v6', 'claims-planted.yaml'))).claims).toHaveLength(3);
    const started = parseLedger(claimsTemplate('mine', 'v6'), 'mine.yaml');
    expect(started.claims.map((claim) => claim.estimand)).toEqual([
      'win-rate',
      'mean-net-return',
      'trades-per-week',
    ]);
    expect(started.published).toBeNull();
  });

  test('a key that is nearly right is named with the right one', () => {
    const error = refusalOf(ledger('atleast: 0.6\nagainst: break-even'));
    expect(error.code).toBe('TB_CONFIG_INVALID');
    expect(error.message).toBe('there is no key claims.0.atleast');
    expect(error.next).toBe('Did you mean atLeast?');
    expect(refusalOf(`${ledger('atLeast: 0.6\nagainst: 0.5')}alfa: 0.1`).next).toBe('Did you mean alpha?');
  });

  test('an estimand that is nearly right is named with the right one', () => {
    const text = ledger('atLeast: 0.6\nagainst: 0.5').replace('estimand: win-rate', 'estimand: winrate');
    expect(refusalOf(text).next).toBe('Did you mean win-rate?');
    expect(refusalOf(text.replace('winrate', 'happiness')).next).toContain('Known are win-rate,');
  });

  test.each([
    ['atLeast: 0.6\nwithin: [0.5, 0.6]\nagainst: 0.5', 'either atLeast or within'],
    ['n: 5', 'either atLeast or within'],
    ['within: [0.6, 0.5]', 'the lower bound first'],
    ['within: [0.5, 0.6]\nagainst: 0.5', 'a range needs none'],
    ['atLeast: 64.7\nagainst: break-even', 'a rate lies between 0 and 1'],
    ['atLeast: 0.6', 'against must say'],
    ['atLeast: 0.6\nagainst: zero', 'against must say'],
    ['atLeast: 0.6\nagainst: 50', 'a rate lies between 0 and 1'],
    ['atLeast: "high"\nagainst: 0.5', 'claims.0.atLeast'],
  ])('refuses %j', (claim, message) => {
    const error = refusalOf(ledger(claim));
    expect(error.message).toContain(message);
    expect(error.where).toContain('mine.yaml');
  });

  test('refuses an id that stands there twice, text that is no YAML, and a file that is not there', async () => {
    const twice = readFileSync(join(STRATEGIES, 'v6', 'claims-planted.yaml'), 'utf8').replace(
      'id: mean-net-return',
      'id: win-rate',
    );
    expect(refusalOf(twice).message).toBe('the id win-rate stands there twice');
    expect(refusalOf('name: [').where).toMatch(/mine\.yaml, line \d/);
    await expect(readLedger('no-such.yaml')).rejects.toMatchObject({ code: 'TB_FILE_NOT_FOUND' });
  });

  test('has the digest of its text', () => {
    const text = ledger('atLeast: 0.6\nagainst: 0.5');
    expect(parseLedger(text, 'a').digest).toBe(parseLedger(text, 'b').digest);
    expect(parseLedger(text.replace('0.6', '0.61'), 'a').digest).not.toBe(parseLedger(text, 'a').digest);
  });
});
