/** Without a word for so long the link is taken for dead; the server speaks every five seconds at least. */
const SILENCE_MS = 15_000;
const RETRY_MS = 1000;

/**
 * Follows the state of the session, and comes again by itself when the link is lost.
 * @param {{
 *   onState: (sections: Record<string, any>, isWhole: boolean) => void,
 *   onLink: (isUp: boolean) => void,
 * }} listener
 */
export function follow({ onState, onLink }) {
  /** @type {EventSource | undefined} */
  let source;
  let watchdog = 0;
  let retry = 0;

  const lost = () => {
    onLink(false);
    // The browser tries again by itself, unless it was refused or the link is silent.
    if (source?.readyState === EventSource.CLOSED) again();
  };
  const again = () => {
    source?.close();
    window.clearTimeout(retry);
    window.clearTimeout(watchdog);
    retry = window.setTimeout(open, RETRY_MS);
  };
  const heard = () => {
    onLink(true);
    window.clearTimeout(watchdog);
    watchdog = window.setTimeout(() => {
      onLink(false);
      again();
    }, SILENCE_MS);
  };
  /** @param {boolean} isWhole */
  const taking = (isWhole) => (/** @type {MessageEvent<string>} */ message) => {
    heard();
    onState(JSON.parse(message.data), isWhole);
  };
  const open = () => {
    source = new EventSource('events');
    source.addEventListener('snapshot', taking(true));
    source.addEventListener('change', taking(false));
    source.addEventListener('beat', heard);
    source.addEventListener('error', lost);
  };
  open();
}
