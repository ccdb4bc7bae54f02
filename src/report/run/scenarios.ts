import type { RunResult, ScenarioRow } from '../../results/model.ts';
import { intervalText, number, percent, returnPercent, signedUsd, usd } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { whiskerChart } from '../whisker.ts';

/** A cell of a grid, which is named by its costs; the others are scenarios that someone named. */
export function isGridCell(scenario: ScenarioRow): boolean {
  const { name, limitFill, commissionPerContract, slippageTicks } = scenario;
  return name === `${limitFill}/${commissionPerContract}/${slippageTicks}`;
}

/** The run under other costs, risk and sizing simulated again in each. */
export function scenariosSection(run: RunResult): Section {
  const scenarios = run.scenarios.filter((scenario) => !isGridCell(scenario));
  const title = 'Under other costs';
  if (scenarios.length === 0) return section('costs', title, null, html`<p>No cost scenario was run.</p>`);
  return section('costs', title, scenarioWords(scenarios), scenarioChart(scenarios));
}

/** How many scenarios make money, said with what it is worth. */
export function scenarioWords(scenarios: readonly ScenarioRow[]): Html {
  const profitable = scenarios.filter((scenario) => scenario.netMilli > 0).length;
  return html`${number(profitable)} of ${number(scenarios.length)} scenarios end with a profit. Each is the whole run again, risk and sizing included, because costs change which trades count as won. A count of scenarios is no probability: they are the same trades, and someone chose the list.`;
}

/** Mean net return of each scenario against zero, and all its numbers. */
export function scenarioChart(scenarios: readonly ScenarioRow[]): Html {
  const show = (estimate: ScenarioRow['winRate'], words: (value: number) => string): Html | string =>
    estimate === null
      ? 'undefined'
      : html`${words(estimate.value)} <span class="interval-words">(${intervalText(estimate.interval, words)})</span>`;
  return whiskerChart({
    id: 'cost-scenarios',
    title: 'Mean net return a trade by scenario',
    description: 'Dot: mean; bar: its 95% interval; dashed: zero.',
    axis: 'mean net return',
    format: '+.3%',
    show: returnPercent,
    rows: scenarios.map((scenario) => ({
      label: scenario.name,
      estimate: scenario.meanNetReturn,
      n: scenario.trades,
    })),
    reference: { value: 0, label: 'zero' },
    table: table(
      'Cost scenarios',
      [
        { title: 'scenario' },
        { title: 'commission', isNumber: true },
        { title: 'slippage, ticks', isNumber: true },
        { title: 'limit fill', isExtra: true },
        { title: 'trades', isNumber: true },
        { title: 'win rate', isNumber: true },
        { title: 'mean net return', isNumber: true },
        { title: 'net', isNumber: true },
        { title: 'drawdown', isNumber: true, isExtra: true },
      ],
      scenarios.map((scenario) => [
        scenario.name,
        usd(scenario.commissionPerContract * 1000, 2),
        number(scenario.slippageTicks, 2),
        scenario.limitFill,
        number(scenario.trades),
        show(scenario.winRate, percent),
        show(scenario.meanNetReturn, returnPercent),
        signedUsd(scenario.netMilli),
        usd(-scenario.maxDrawdownMilli),
      ]),
    ),
  });
}
