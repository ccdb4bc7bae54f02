import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ERROR_CODES, type ErrorCode, TapebenchError } from '../errors.ts';

/** The exit code of a command that did its work and says no: a claim refuted, a report that does not hold. */
const SAYS_NO = 1;

/**
 * Runs a command of the workbench in a process of its own and returns what it printed: `await tapebench('run', 'v6')`. Figures are
 * computed there, by the Node that the workbench pins, and not in the kernel of a notebook, whose arithmetic may differ in
 * its last digits. Paths are relative to the current folder.
 * @throws TapebenchError the command's own error; a verdict of no (exit code 1) is none
 */
export async function tapebench(...words: readonly string[]): Promise<string> {
  const { code, out, said } = await finished(spawnWorkbench(words));
  if (code === 0 || code === SAYS_NO) return out;
  throw failureOf(said, words);
}

/** The same extension as this file: the sources in a checkout, the compiled copy in a package. */
const COMMAND_LINE = fileURLToPath(
  new URL(`../cli/main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

function spawnWorkbench(words: readonly string[]): ReturnType<typeof spawn> {
  return spawn(nodeProgram(), [COMMAND_LINE, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
}

/** In Node, this one; in the kernel of another runtime, the pinned Node of the checkout, else the one on the search path. */
function nodeProgram(): string {
  if (!('Deno' in globalThis || 'Bun' in globalThis)) return process.execPath;
  const pinned = ['../../', '../../../'].map((up) =>
    fileURLToPath(new URL(`${up}node_modules/node/bin/node`, import.meta.url)),
  );
  return pinned.find((path) => existsSync(path)) ?? 'node';
}

async function finished(
  child: ReturnType<typeof spawn>,
): Promise<{ readonly code: number; readonly out: string; readonly said: string }> {
  const texts = { out: '', said: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.said += text;
  });
  return new Promise((done, fail) => {
    child.once('error', (cause) => {
      fail(
        new TapebenchError('TB_USAGE', `the workbench could not be started: ${cause.message}`, {
          next: 'Put Node 24 or later on the search path.',
          cause,
        }),
      );
    });
    child.once('close', (code) => done({ code: code ?? -1, ...texts }));
  });
}

/** The error that the command printed, put together again. */
function failureOf(said: string, words: readonly string[]): TapebenchError {
  const first = /^(TB_[A-Z_]+): (.*)$/m.exec(said);
  const part = (name: string): string | undefined => new RegExp(`^ {2}${name}: +(.*)$`, 'm').exec(said)?.[1];
  const command = ['tapebench', ...words].join(' ');
  if (first === null || !Object.hasOwn(ERROR_CODES, first[1]!)) {
    return new TapebenchError('TB_ENGINE_INVARIANT', `${command} ended early: ${said.trim()}`);
  }
  const [where, kept, next] = [part('where'), part('kept'), part('next')];
  return new TapebenchError(first[1] as ErrorCode, first[2]!, {
    where: where ?? command,
    ...(kept === undefined ? {} : { kept }),
    ...(next === undefined ? {} : { next }),
  });
}
