import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkJournal } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import { TapebenchError } from '../errors.ts';
import { SESSION_FILES } from './sessionSetup.ts';

/**
 * The events in the journal of a session's folder, in order; none before the first. Takes no lock and changes nothing: the
 * session may be running, and a last line that is being written, or was torn, is not an event yet.
 * @throws TapebenchError TB_JOURNAL_BROKEN for a journal whose hashes do not hold
 */
export function readSessionEvents(folder: string): EngineEvent[] {
  const path = join(folder, SESSION_FILES.journal);
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const events: EngineEvent[] = [];
  const { bad } = checkJournal(text.slice(0, text.lastIndexOf('\n') + 1), (event) => events.push(event));
  if (bad === null) return events;
  throw new TapebenchError('TB_JOURNAL_BROKEN', `line ${bad.line} is bad: ${bad.why}`, {
    where: `${path}, line ${bad.line}`,
    kept: `${events.length} lines before it are good; nothing was changed`,
    next: 'Start the session again: the recording gives its lines anew, and the damaged journal is kept.',
  });
}
