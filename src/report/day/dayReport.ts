import { dayOfText, weekdayOf } from '../../market/dates.ts';
import type { LiveDay } from '../../results/dayModel.ts';
import { estimateFigure, figure, figures, intervalDrawing } from '../figure.ts';
import { whatWouldChange } from '../flips.ts';
import { count, intervalText, number, percent, signedUsd } from '../format.ts';
import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { estimateValues, type PageFigures, withFigures } from '../pageFigures.ts';
import { facts } from '../run/provenance.ts';
import { banner, type Section, section } from '../section.ts';
import { activitySection, executedSection, refusalsSection } from './activity.ts';
import { claimSection } from './claim.ts';
import { dayTradesSection, netSection } from './trades.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/**
 * The page of a day of a live session: what the day brought, where the claim stands after it and what would change that; then the
 * evidence, the trades, what was refused and what was really executed.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function renderDayReport(day: LiveDay): string {
  return page({
    title: `${day.strategy} live, ${day.date}`,
    opening: withFigures(opening(day), dayFigures(day)),
    sections: [
      claimSection(day),
      netSection(day),
      dayTradesSection(day),
      ...(day.executed === null ? [] : [executedSection(day.executed)]),
      activitySection(day),
      refusalsSection(day),
      provenanceSection(day),
    ],
    foot: html`<footer>tapebench ${day.codeVersion}, session ${day.session}, ${day.date}. Filled on paper. A recommendation is no advice.</footer>`,
  });
}

function opening(live: LiveDay): Html {
  const { day, week, all, claim, session, date, strategy, source, isSynthetic, instrument } = live;
  const weekday = WEEKDAYS[weekdayOf(dayOfText(date))]!;
  return html`<header>
<p class="kicker">${weekday} ${date}, session ${session}: ${strategy} on ${source}, filled on paper</p>
<h1>What did the day bring, and does the claim still stand?</h1>
${isSynthetic ? banner(`This data is synthetic: it says nothing about ${instrument}.`) : null}
<p class="verdict">${verdict(live)}</p>
${figures([
  estimateFigure('Win rate so far', claim.rate, percent, {
    value: claim.claimed,
    label: `claim ${percent(claim.claimed)}`,
  }),
  figure({
    label: 'May be looked at every evening',
    value: claim.rate === null ? 'undefined' : intervalText(claim.sequence, (share) => percent(share, 0)),
    drawing:
      claim.rate === null
        ? html``
        : intervalDrawing('Confidence sequence', { ...claim.rate, interval: claim.sequence }, percent, {
            value: claim.against,
            label: `other rate ${percent(claim.against, 0)}`,
          }),
    standing: html`n = ${count(all.trades, 'trade')}, ${percent(claim.level, 0)} confidence sequence: it holds at every look.`,
  }),
  figure({
    label: 'Net of the day',
    value: signedUsd(day.netMilli, 2),
    standing: html`n = ${count(day.trades, 'trade')}, ${number(day.wins)} won. Week ${signedUsd(week.netMilli)}, n = ${number(week.trades)}; all ${signedUsd(all.netMilli)}, n = ${number(all.trades)}. A day of few trades says nothing by itself.`,
  }),
])}
${live.halts.length === 0 ? null : html`<ul class="flips">${live.halts.map((halt) => html`<li><strong>${halt}</strong></li>`)}</ul>`}
${whatWouldChange([`${capital(claim.verdict)}.`, `${capital(claim.expectation)}.`])}
</header>`;
}

function verdict({ day, all, claim }: LiveDay): string {
  const today =
    day.tradeDates === 0
      ? 'The session saw nothing of this trade date.'
      : day.trades === 0
        ? `No trade closed on the day, ${count(day.signals, 'signal')} came in market hours.`
        : `${count(day.trades, 'trade')} closed on the day, ${number(day.wins)} won, net ${signedUsd(day.netMilli)}.`;
  const so =
    all.trades === 0
      ? 'Without trades nothing can be said of the claim.'
      : `After ${count(all.trades, 'trade')} ${claim.standing}.`;
  return `${today} ${so}`;
}

function dayFigures({ session, date, day, week, all, claim }: LiveDay): PageFigures {
  const values: Record<string, number | null> = {
    ...estimateValues('winRate', claim.rate),
    sequenceLow: claim.sequence.low,
    sequenceHigh: claim.sequence.high,
    tradesToCome: claim.tradesToCome,
  };
  for (const [name, period] of [
    ['day', day],
    ['week', week],
    ['all', all],
  ] as const) {
    values[`${name} trades`] = period.trades;
    values[`${name} wins`] = period.wins;
    values[`${name} signals`] = period.signals;
    values[`${name} netMilli`] = period.netMilli;
    values[`${name} commissionMilli`] = period.commissionMilli;
    values[`${name} slippageMilli`] = period.slippageMilli;
  }
  const about = [session, date, String(claim.claimed), String(claim.against)];
  return { kind: 'live-day', about, values };
}

function provenanceSection({ command, session, source, strategy, codeVersion }: LiveDay): Section {
  return section(
    'provenance',
    'Rebuild it',
    'The journal of the session gives the same page; its recording gives the same journal, to the byte.',
    [
      html`<pre>${command}</pre>`,
      facts([
        ['session', session],
        ['strategy', strategy],
        ['source', source],
        ['code version', html`<span class="hash">${codeVersion}</span>`],
      ]),
    ],
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
