import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Engine, Journal } from '../../src/engine/engine.ts';
import type { LearnedEvent, TradeEvent } from '../../src/engine/events.ts';
import { Lessons, type RealResult } from '../../src/engine/lessons.ts';
import { resolveParameters } from '../../src/engine/parameters.ts';
import type { Outcome, Signal, Sizer } from '../../src/engine/strategy.ts';
import { V6_PARAMETERS, v6Parameters } from '../../strategies/v6/parameters.ts';
import { BayesianSizer } from '../../strategies/v6/sizer.ts';
import { at, calm, oneContract } from './support/days.ts';
import { scripted } from './support/scripted.ts';

const HOUR = 3_600_000;

function paper(order: number, netMilli: number, time: number = order * HOUR, modalBin = 3): TradeEvent {
  return { type: 'trade', order, modalBin, time, netMilli } as TradeEvent;
}

function real(
  order: number,
  netMilli: number | null,
  exitTime: number = order * HOUR,
  modalBin = 3,
): RealResult {
  return { order, signal: order + 100, modalBin, closed: netMilli === null ? null : { exitTime, netMilli } };
}

/** A sizer that writes down what it knows. */
function noting(): { sizer: Sizer; known: string[] } {
  const known: string[] = [];
  const text = ({ modalBin, exitTime, isWin }: Outcome): string =>
    `${modalBin} ${exitTime / HOUR} ${isWin ? 'won' : 'lost'}`;
  const sizer: Sizer = {
    size: () => {
      throw new Error('not asked');
    },
    learn: (outcome) => known.push(text(outcome)),
    forget: (outcome) => {
      const index = known.indexOf(text(outcome));
      if (index < 0) throw new Error(`${text(outcome)} was not learned`);
      known.splice(index, 1);
    },
  };
  return { sizer, known };
}

describe('Lessons', () => {
  test('a real result takes the place of the paper one', () => {
    const { sizer, known } = noting();
    const lessons = new Lessons('test', sizer);
    const trade = paper(7, 500);
    lessons.paperClosed(trade);
    expect(known).toEqual(['3 7 won']);
    expect(lessons.learnReal(real(7, -20, 8 * HOUR), trade, 9 * HOUR)).toEqual({
      type: 'learned',
      time: 9 * HOUR,
      order: 7,
      signal: 107,
      modalBin: 3,
      before: 'paper',
      source: 'real',
      exitTime: 8 * HOUR,
      netMilli: -20,
    });
    expect(known).toEqual(['3 8 lost']);
  });

  test('a real result that comes first keeps the paper one out', () => {
    const { sizer, known } = noting();
    const lessons = new Lessons('test', sizer);
    expect(lessons.learnReal(real(7, 0), undefined, 0)).toMatchObject({ before: 'none', source: 'real' });
    lessons.paperClosed(paper(7, 500));
    lessons.paperClosed(paper(8, 500));
    // A net of nothing is no win.
    expect(known).toEqual(['3 7 lost', '3 8 won']);
    expect(lessons.state()).toEqual([real(7, 0)]);
  });

  test('a result that is taken back gives the paper one its place again, when there is one', () => {
    const { sizer, known } = noting();
    const lessons = new Lessons('test', sizer);
    lessons.learnReal(real(7, 1), undefined, 0);
    expect(lessons.learnReal(real(7, null), undefined, 1)).toMatchObject({
      before: 'real',
      source: 'none',
      exitTime: null,
      netMilli: null,
    });
    expect(known).toEqual([]);
    expect(lessons.state()).toBeUndefined();
    const trade = paper(7, 500);
    lessons.paperClosed(trade);
    lessons.learnReal(real(7, -1), trade, 2);
    expect(lessons.learnReal(real(7, null), trade, 3)).toMatchObject({ source: 'paper', netMilli: 500 });
    expect(known).toEqual(['3 7 won']);
  });

  test('the same result twice is no event', () => {
    const lessons = new Lessons('test', noting().sizer);
    expect(lessons.learnReal(real(7, null), undefined, 0)).toBeNull();
    expect(lessons.learnReal(real(7, 5), undefined, 0)).not.toBeNull();
    expect(lessons.learnReal(real(7, 5), undefined, 1)).toBeNull();
    expect(lessons.learnReal(real(7, 6), undefined, 1)).toMatchObject({ before: 'real', netMilli: 6 });
  });

  test('a sizer that cannot take back learns from the paper account alone', () => {
    const { sizer, known } = noting();
    const lessons = new Lessons('test', { size: sizer.size, learn: sizer.learn });
    expect(lessons.learnReal(real(7, -1), undefined, 0)).toBeNull();
    lessons.paperClosed(paper(7, 500));
    expect(known).toEqual(['3 7 won']);
  });

  test('it does not matter in which order paper and real results come', () => {
    const step = fc.record({
      order: fc.integer({ min: 1, max: 6 }),
      kind: fc.constantFrom('paper' as const, 'real' as const, 'back' as const),
      net: fc.integer({ min: -1, max: 1 }),
      hour: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const sizer = newSizer();
        const lessons = new Lessons('v6', sizer);
        const onPaper = new Map<number, TradeEvent>();
        const told = new Map<number, RealResult>();
        for (const { order, kind, net, hour } of steps) {
          const bin = order % 2;
          if (kind !== 'paper') {
            const result = real(order, kind === 'back' ? null : net, hour * HOUR, bin);
            lessons.learnReal(result, onPaper.get(order), 0);
            told.set(order, result);
          } else if (!onPaper.has(order)) {
            const trade = paper(order, net, hour * HOUR, bin);
            onPaper.set(order, trade);
            lessons.paperClosed(trade);
          }
        }
        const expected = newSizer();
        for (const order of [1, 2, 3, 4, 5, 6]) {
          const closed = told.get(order)?.closed;
          const trade = onPaper.get(order);
          const modalBin = order % 2;
          if (closed) expected.learn({ modalBin, exitTime: closed.exitTime, isWin: closed.netMilli > 0 });
          else if (trade !== undefined)
            expected.learn({ modalBin, exitTime: trade.time, isWin: trade.netMilli > 0 });
        }
        for (const modalBin of [0, 1])
          for (const hour of [0, 1, 2, 3, 4, 5])
            expect(sizer.size({ modalBin, strength: 0.5 } as Signal, hour * HOUR)).toEqual(
              expected.size({ modalBin, strength: 0.5 } as Signal, hour * HOUR),
            );
      }),
    );
  });
});

function newSizer(): BayesianSizer {
  return new BayesianSizer(v6Parameters(resolveParameters(V6_PARAMETERS, { minTradesForBayesian: 1 })), 3);
}

test('the engine journals what it was told at the time decided up to, and its state says so', () => {
  const { sizer, known } = noting();
  const input = oneContract(
    calm(at('09:50'), at('10:00'), 20_000),
    scripted([], () => sizer),
  );
  const journal = new Journal();
  const engine = new Engine(input, journal);
  for (let i = 0; i < input.tape.byContract[0]!.length; i++) engine.advance(0, i);
  engine.advanceTime(at('10:00'));
  const before = engine.stateDigest();
  engine.learnReal(real(1, 250, at('09:58')));
  expect(engine.stateDigest()).not.toBe(before);
  expect(known).toHaveLength(1);
  const [event] = journal.events.filter((each): each is LearnedEvent => each.type === 'learned');
  expect(event).toMatchObject({ time: at('10:00'), order: 1, source: 'real', netMilli: 250 });
});
