import type { SignalEvent } from '../../engine/events.ts';
import type { Tape } from '../../market/tape.ts';
import { newYorkText } from '../newYorkText.ts';
import type { PipelineSetup } from '../pipeline.ts';
import { type Recommendation, recommendationOf } from '../recommendation.ts';
import { type RecommendationContext, recommendationContext } from '../recommendationContext.ts';
import type { OrderFate, Recommended } from './tradingPicture.ts';

export interface RecommendationView {
  readonly recommendation: Recommendation;
  readonly at: string;
  readonly until: string;
  readonly riskReward: number;
  readonly fate: OrderFate['kind'];
  readonly fateText: string;
  /** Net of the paper trade; null until it is closed. */
  readonly netMilli: number | null;
}

/** Shows recommendations as they were said, with what became of them. */
export class RecommendationViews {
  readonly #setup: Pick<PipelineSetup, 'prior' | 'strategyParameters'>;
  /** It stays as it was, and takes a look at all bars of a window. */
  readonly #contexts = new WeakMap<SignalEvent, RecommendationContext>();

  constructor(setup: Pick<PipelineSetup, 'prior' | 'strategyParameters'>) {
    this.#setup = setup;
  }

  /** The view of a recommendation; none while its contract is not on the tape. */
  viewOf(tape: Tape, { order, signal, place, fate }: Recommended): RecommendationView[] {
    const contract = tape.contracts.findLast(({ rawSymbol }) => rawSymbol === order.contract);
    if (contract === undefined) return [];
    const context = this.#contextOf(tape, signal, order.time);
    const recommendation = recommendationOf(order, signal, contract, tape.instrument, place, context);
    const { price, profit_target: target, stop_loss: stop } = recommendation;
    return [
      {
        recommendation,
        at: newYorkText(order.time),
        until: newYorkText(order.validUntil).slice(11, 16),
        riskReward: Math.abs(target - price) / Math.abs(price - stop),
        fate: fate.kind,
        fateText: fateText(fate),
        netMilli: fate.kind === 'closed' ? fate.netMilli : null,
      },
    ];
  }

  #contextOf(tape: Tape, signal: SignalEvent, time: number): RecommendationContext {
    const known = this.#contexts.get(signal);
    if (known !== undefined) return known;
    const context = recommendationContext(this.#setup, tape, signal, time);
    this.#contexts.set(signal, context);
    return context;
  }
}

function fateText(fate: OrderFate): string {
  switch (fate.kind) {
    case 'works':
      return 'works';
    case 'held':
      return 'filled, held';
    case 'taken-back':
      return `taken back: ${fate.reason}`;
    default:
      return `closed: ${fate.reason}`;
  }
}
