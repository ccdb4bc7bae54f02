import { suggestion, TapebenchError } from '../errors.ts';
import type { Fault, FaultKind, HandshakeVariant } from './faults.ts';

type FieldKind = 'number' | 'text';

/** The faults that can be asked for in words, with their fields. */
const FIELDS: Readonly<Record<Exclude<FaultKind, 'inject'>, Readonly<Record<string, FieldKind>>>> = {
  'http-status': { status: 'number', path: 'text', retryAfterSeconds: 'number', times: 'number' },
  'http-cut': { afterBytes: 'number', how: 'text', path: 'text', times: 'number' },
  'http-stall': { path: 'text', times: 'number' },
  'http-warning': { header: 'text', path: 'text', times: 'number' },
  handshake: { variant: 'text', times: 'number' },
  disconnect: { afterRecords: 'number', afterBytes: 'number', how: 'text', times: 'number' },
  fragment: { bytes: 'number' },
  duplicate: { probability: 'number' },
  late: { probability: 'number', byRecords: 'number' },
  silence: { afterRecords: 'number', times: 'number' },
  error: { code: 'number', text: 'text', isLast: 'number', afterRecords: 'number', times: 'number' },
  remap: { instrumentId: 'number', symbol: 'text', afterRecords: 'number', times: 'number' },
  'slow-reader': { skip: 'number', afterRecords: 'number', times: 'number' },
  'random-disconnect': { probability: 'number' },
};

const REQUIRED: Readonly<Partial<Record<FaultKind, readonly string[]>>> = {
  'http-status': ['status'],
  'http-cut': ['afterBytes'],
  'http-warning': ['header'],
  handshake: ['variant'],
  fragment: ['bytes'],
  duplicate: ['probability'],
  late: ['probability', 'byRecords'],
  error: ['code'],
  remap: ['instrumentId', 'symbol'],
  'random-disconnect': ['probability'],
};

const VARIANTS: readonly HandshakeVariant[] = [
  'never-greets',
  'no-challenge',
  'no-reply',
  'close-before-reply',
  'empty-reply',
  'missing-success',
  'rejected',
  'plain-greeting',
  'glued',
  'trailing-pipe',
  'reply-with-metadata',
];

/** One line for each fault: its name and fields, the required ones first named. */
export function faultReference(): string[] {
  return Object.entries(FIELDS).map(([kind, fields]) => {
    const required = REQUIRED[kind as FaultKind] ?? [];
    const shown = Object.keys(fields).map((name) => (required.includes(name) ? name : `[${name}]`));
    return `${kind}: ${shown.join(', ')}`;
  });
}

/**
 * Reads `kind:field=value,field=value`, e.g. `disconnect:afterRecords=100,how=reset`.
 * @throws TapebenchError TB_USAGE that names what is known
 */
export function readFault(text: string): Fault {
  const at = text.indexOf(':');
  const kind = at < 0 ? text : text.slice(0, at);
  const known = FIELDS[kind as keyof typeof FIELDS];
  if (known === undefined)
    throw usage(`there is no fault ${JSON.stringify(kind)}`, kind, Object.keys(FIELDS));
  const fault: Record<string, unknown> = { kind };
  for (const pair of at < 0 ? [] : text.slice(at + 1).split(',')) {
    const [name = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    const field = known[name];
    if (field === undefined)
      throw usage(`the fault ${kind} has no ${JSON.stringify(name)}`, name, Object.keys(known));
    if (field === 'number' && (value.trim() === '' || !Number.isFinite(Number(value)) || Number(value) < 0)) {
      throw usage(`${name} of the fault ${kind} wants a number, not ${JSON.stringify(value)}`, '', []);
    }
    fault[name] = field === 'number' ? Number(value) : value;
  }
  for (const name of REQUIRED[kind as FaultKind] ?? []) {
    if (fault[name] === undefined) throw usage(`the fault ${kind} needs ${name}`, '', []);
  }
  const ways = kind === 'http-cut' ? ['end', 'reset', 'stall'] : ['end', 'reset'];
  if (fault['how'] !== undefined && !ways.includes(String(fault['how']))) {
    throw usage(`how is ${ways.join(' or ')}, not ${JSON.stringify(fault['how'])}`, '', []);
  }
  if (kind === 'handshake' && !VARIANTS.includes(fault['variant'] as HandshakeVariant)) {
    throw usage(
      `there is no handshake ${JSON.stringify(fault['variant'])}`,
      String(fault['variant']),
      VARIANTS,
    );
  }
  return fault as unknown as Fault;
}

function usage(message: string, given: string, known: readonly string[]): TapebenchError {
  const near = suggestion(given, known);
  const all =
    known.length === 0
      ? 'For example: --fault disconnect:afterRecords=100,how=reset'
      : `Known are: ${known.join(', ')}.`;
  return new TapebenchError('TB_USAGE', message, {
    next: near === undefined ? all : `Did you mean ${near}? ${all}`,
  });
}
