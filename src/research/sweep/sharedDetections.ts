import { type Detection, detect, type EngineInput } from '../../engine/engine.ts';
import type { ParameterValues } from '../../engine/parameters.ts';
import type { StrategyDefinition } from '../../engine/strategy.ts';
import type { ResolvedParameters } from '../strategies.ts';

interface Known {
  readonly input: EngineInput;
  readonly detection: Detection;
  /** The parameters that the detector read while it was made, by name. */
  readonly read: ReadonlyMap<string, unknown>;
}

/**
 * Detections shared by the points of a sweep. Two points have the same signals when they agree in every parameter that the
 * detector read: it can depend on nothing else. That is seen as it reads, so that it holds for any strategy and nobody has to say
 * which parameters are the detector's.
 */
export class SharedDetections {
  readonly #base: Omit<EngineInput, 'strategyParameters' | 'engineParameters'>;
  readonly #known: Known[] = [];

  constructor(base: Omit<EngineInput, 'strategyParameters' | 'engineParameters'>) {
    this.#base = base;
  }

  /** How many detections were made. */
  get made(): number {
    return this.#known.length;
  }

  /** A detection for these parameters, and the input to simulate it with: their own sizing, risk, fills and costs. */
  of(parameters: ResolvedParameters): { readonly input: EngineInput; readonly detection: Detection } {
    const { all, engine } = parameters;
    const known =
      this.#known.find(({ read }) => [...read].every(([name, value]) => all[name] === value)) ??
      this.#detect(parameters);
    const { definition } = this.#base;
    const { createSizer } = definition;
    return {
      detection: known.detection,
      input: {
        ...known.input,
        engineParameters: engine,
        definition:
          createSizer === undefined
            ? definition
            : { ...definition, createSizer: () => createSizer.call(definition, all) },
      },
    };
  }

  #detect({ all, engine }: ResolvedParameters): Known {
    // The scan itself reads these two.
    const read = new Map<string, unknown>([
      ['volatilityBars', all['volatilityBars']],
      ['volatilityScope', all['volatilityScope']],
    ]);
    const input: EngineInput = { ...this.#base, strategyParameters: all, engineParameters: engine };
    const known: Known = {
      input,
      detection: detect({ ...input, definition: watched(this.#base.definition, read) }),
      read,
    };
    this.#known.push(known);
    return known;
  }
}

function watched(definition: StrategyDefinition, read: Map<string, unknown>): StrategyDefinition {
  return {
    ...definition,
    createDetector(parameters, context) {
      const note = (name: string | symbol): void => {
        if (typeof name === 'string') read.set(name, parameters[name]);
      };
      const watching = new Proxy<ParameterValues>(parameters, {
        get(target, name) {
          note(name);
          return Reflect.get(target, name) as unknown;
        },
        has(target, name) {
          note(name);
          return Reflect.has(target, name);
        },
        getOwnPropertyDescriptor(target, name) {
          note(name);
          return Reflect.getOwnPropertyDescriptor(target, name);
        },
      });
      return definition.createDetector(watching, context);
    },
  };
}
