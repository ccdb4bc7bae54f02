import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../../src/market/contracts.ts';
import { contractOf } from '../../src/market/contracts.ts';
import { DAY_MS } from '../../src/market/dates.ts';
import { ContractSelector, type Roll } from '../../src/market/selector.ts';

const START = Date.UTC(2025, 5, 1, 22);
const contractsOf = (...symbols: string[]): Contract[] => symbols.map((symbol) => contractOf(symbol, START));

interface Walk {
  readonly selected: number[];
  readonly rolls: Roll[];
}

/** Trade dates of one day each from START; each row holds the volumes by contract, undefined where one has no bar. */
function walk(
  contracts: readonly Contract[],
  days: readonly (readonly (number | undefined)[])[],
  override?: string,
): Walk {
  const selector = new ContractSelector(contracts, override);
  const selected: number[] = [];
  const rolls: Roll[] = [];
  days.forEach((volumes, day) => {
    const open = START + day * DAY_MS;
    const keep = (roll: Roll | null): void => {
      if (roll !== null) rolls.push(roll);
    };
    keep(selector.open(open, day));
    volumes.forEach((volume, contract) => {
      if (volume !== undefined) keep(selector.add(contract, volume, open + 60_000 * (contract + 1), day));
    });
    selected.push(selector.selected);
  });
  return { selected, rolls };
}

describe('selection by volume', () => {
  const quarters = contractsOf('ESM5', 'ESU5', 'ESZ5');

  test('takes the highest volume of the completed trade date, and none on the first', () => {
    const { selected, rolls } = walk(quarters, [
      [100, 10, 1],
      [90, 120, 1],
      [80, 130, 1],
      [70, 140, 1],
    ]);
    expect(selected).toEqual([-1, 0, 1, 1]);
    expect(rolls).toEqual([
      { time: START + DAY_MS, tradeDate: 1, from: -1, to: 0, volumeFrom: 0, volumeTo: 100 },
      { time: START + 2 * DAY_MS, tradeDate: 2, from: 0, to: 1, volumeFrom: 90, volumeTo: 120 },
    ]);
  });

  test('gives a tie to the nearer expiry, whatever the order of the table', () => {
    const days = [[50, 50, 50], []];
    expect(walk(quarters, days).selected).toEqual([-1, 0]);
    expect(walk(contractsOf('ESZ5', 'ESU5', 'ESM5'), days).selected).toEqual([-1, 2]);
  });

  test('never goes back to an earlier expiry', () => {
    const days = [[10, 100], [500, 100], [500, 0], [1, 1, 9], [500, 500, 1], []];
    expect(walk(quarters, days).selected).toEqual([-1, 1, 1, 1, 2, 2]);
  });

  test('never takes a contract that has expired, nor keeps it', () => {
    // ESM5 expires in the trade date of day 18, on 2025-06-20.
    const days = Array.from({ length: 22 }, (_, day) => (day < 20 ? [100, day >= 19 ? 7 : undefined] : []));
    const { selected, rolls } = walk(contractsOf('ESM5', 'ESU5'), days);
    expect(selected.slice(0, 19)).toEqual([-1, ...Array.from({ length: 18 }, () => 0)]);
    expect(selected.slice(19)).toEqual([-1, 1, 1]);
    expect(rolls.at(-1)).toEqual({
      time: START + 20 * DAY_MS,
      tradeDate: 20,
      from: 0,
      to: 1,
      volumeFrom: 100,
      volumeTo: 7,
    });
  });

  test('never takes a spread', () => {
    const { selected } = walk(contractsOf('ESM5-ESU5', 'ESM5'), [[900, 3], [900], [900], [900, 3]]);
    expect(selected).toEqual([-1, 1, 1, 1]);
  });

  test('lets the last trade date with trading decide where one has none', () => {
    expect(walk(quarters, [[100, 10], [10, 100], [], [], [0, 0]]).selected).toEqual([-1, 0, 1, 1, 1]);
    expect(walk(quarters, [[], [], [5], []]).selected).toEqual([-1, -1, -1, 0]);
  });

  test('asks that trade date again when the contract expires and none has followed', () => {
    const days = Array.from({ length: 21 }, (_, day) => (day < 18 ? [100, 7] : [0, 0]));
    const { selected } = walk(contractsOf('ESM5', 'ESU5'), days);
    expect(selected.slice(17)).toEqual([0, 0, 1, 1]);
  });

  test('stays with the first in the table where a contract is there twice', () => {
    expect(walk([contractOf('ESM5', START, 1), contractOf('ESM5', START, 2)], [[5, 5], []]).selected).toEqual(
      [-1, 0],
    );
  });

  test('takes contracts that are listed later', () => {
    const contracts = contractsOf('ESM5');
    const selector = new ContractSelector(contracts);
    selector.open(START, 0);
    selector.add(0, 10, START, 0);
    expect(selector.open(START + DAY_MS, 1)?.to).toBe(0);
    contracts.push(...contractsOf('ESU5'));
    selector.add(1, 20, START + DAY_MS, 1);
    expect(selector.open(START + 2 * DAY_MS, 2)?.to).toBe(1);
  });

  test('is that of a literal reading of the rule', () => {
    const volume = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });
    const days = fc.array(fc.array(volume, { minLength: 3, maxLength: 3 }), { maxLength: 14 });
    fc.assert(
      fc.property(days, fc.shuffledSubarray(['ESM5', 'ESU5', 'ESZ5'], { minLength: 3 }), (rows, symbols) => {
        const contracts = contractsOf(...symbols);
        const expected: number[] = [];
        let current = -1;
        let decided: readonly (number | undefined)[] = [];
        for (const row of rows) {
          // None of these expires within fourteen days.
          const candidates = contracts
            .map((contract, index) => ({ index, expiry: contract.expiry, volume: decided[index] ?? 0 }))
            .filter((each) => each.volume > 0 && (current < 0 || each.expiry >= contracts[current]!.expiry))
            .sort((a, b) => b.volume - a.volume || a.expiry - b.expiry);
          current = candidates[0]?.index ?? current;
          expected.push(current);
          if (row.some((each) => each !== undefined && each > 0)) decided = row;
        }
        expect(walk(contracts, rows).selected).toEqual(expected);
      }),
    );
  });
});

describe('an override', () => {
  test('names the contract from the first trade date on, whatever its volume', () => {
    const contracts = contractsOf('ESM5', 'ESU5');
    const { selected, rolls } = walk(contracts, [[100], [100, 1], [100, 1]], 'esu5');
    expect(selected).toEqual([1, 1, 1]);
    expect(rolls).toEqual([{ time: START, tradeDate: 0, from: -1, to: 1, volumeFrom: 0, volumeTo: 0 }]);
  });

  test('ends with the contract', () => {
    const days = Array.from({ length: 21 }, () => [1, 100]);
    const { selected } = walk(contractsOf('ESM5', 'ESU5'), days, 'ESM5');
    expect(selected).toEqual([...Array.from({ length: 19 }, () => 0), -1, -1]);
  });

  test('means the nearer of two contracts ten years apart', () => {
    const contracts = [contractOf('ESM5', Date.UTC(2033, 0)), contractOf('ESM5', START)];
    expect(
      walk(
        contracts,
        [
          [9, 1],
          [9, 1],
        ],
        'ESM5',
      ).selected,
    ).toEqual([1, 1]);
  });

  test('selects nothing where it is a spread', () => {
    expect(
      walk(
        contractsOf('ESM5-ESU5', 'ESM5'),
        [
          [5, 5],
          [5, 5],
        ],
        'ESM5-ESU5',
      ).selected,
    ).toEqual([-1, -1]);
  });
});

describe('a continuous series', () => {
  const series = [1, 2, 3].map((id) => contractOf('ES.v.0', START, id));

  test('rolls at the first bar of another instrument id, and not back', () => {
    const { selected, rolls } = walk(series, [
      [10],
      [10],
      [2, 50],
      [undefined, 50],
      [9, 50],
      [undefined, 50, 1],
    ]);
    expect(selected).toEqual([-1, 0, 1, 1, 1, 2]);
    expect(rolls.map(({ time, from, to }) => [time - START, from, to])).toEqual([
      [DAY_MS, -1, 0],
      [2 * DAY_MS + 120_000, 0, 1],
      [5 * DAY_MS + 180_000, 1, 2],
    ]);
  });

  test('named by an override begins at once', () => {
    const { selected, rolls } = walk(series, [[10], [10, 3], [undefined, 9]], 'ES.v.0');
    expect(selected).toEqual([0, 1, 1]);
    expect(rolls.map(({ from, to }) => [from, to])).toEqual([
      [-1, 0],
      [0, 1],
    ]);
  });

  test('gives way to outrights, and to the first series unless another is named', () => {
    const mixed = [contractOf('ES.v.0', START), contractOf('ESM5', START)];
    expect(
      walk(mixed, [
        [100, 1],
        [100, 1],
      ]).selected,
    ).toEqual([-1, 1]);
    const two = [contractOf('ES.v.0', START), contractOf('ES.v.1', START)];
    expect(
      walk(two, [
        [1, 100],
        [1, 100],
      ]).selected,
    ).toEqual([-1, 0]);
    expect(
      walk(
        two,
        [
          [1, 100],
          [1, 100],
        ],
        'ES.v.1',
      ).selected,
    ).toEqual([1, 1]);
  });
});
