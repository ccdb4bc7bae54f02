import { announce, titleOf } from './announce.js';
import { showBars } from './barChart.js';
import { byId } from './elements.js';
import {
  showAccount,
  showBanners,
  showClock,
  showContract,
  showFeed,
  showHolding,
  showLatest,
  showSession,
} from './panels.js';
import { follow } from './stream.js';
import { showBins, showClaim, showHealth, showHistory, showRefusals, showSaid } from './tables.js';

/** How each section of the state is shown. @type {Record<string, (section: any, isWhole: boolean) => void>} */
const SHOW = {
  session: (section) => {
    showSession(section);
    titleOf(`${section.strategy} live - tapebench`);
  },
  banners: showBanners,
  feed: showFeed,
  clock: showClock,
  contract: showContract,
  account: showAccount,
  holding: showHolding,
  bars: showBars,
  recommendations: (section, isWhole) => {
    showLatest(section);
    showHistory(section);
    announce(section, isWhole && !hasState);
  },
  refusals: showRefusals,
  statistics: (section) => {
    showClaim(section.claim);
    showBins(section.bins);
  },
  health: showHealth,
  said: showSaid,
};

let hasState = false;
let lostAt = 0;

follow({
  onState: (sections, isWhole) => {
    for (const [name, section] of Object.entries(sections)) SHOW[name]?.(section, isWhole);
    hasState = true;
    document.documentElement.dataset.state = 'shown';
  },
  onLink: (isUp) => {
    const { dataset } = document.documentElement;
    dataset.link = isUp ? 'up' : 'down';
    byId('link-words').textContent = isUp ? 'The page is up to date' : 'Connection lost';
    if (isUp) lostAt = 0;
    else lostAt ||= Date.now();
    const lost = byId('lost');
    lost.hidden = isUp;
    if (isUp) lost.textContent = '';
    else
      lost.textContent = hasState
        ? `The connection to the session was lost at ${new Date(lostAt).toLocaleTimeString('en-GB')}. What is shown is of then; the page comes back by itself when the session does.`
        : 'The session cannot be reached. The page tries again by itself.';
  },
});
