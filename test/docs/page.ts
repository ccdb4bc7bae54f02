/** A remark above a fence that readers do not see; docs/README.md says what each one asks for. */
export const DIRECTIVES = ['not run', 'exit', 'file', 'until', 'beside', 'before', 'runs'] as const;
export type Directive = (typeof DIRECTIVES)[number];

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly lines: readonly string[];
  /** Of the opening fence, from 1. */
  readonly line: number;
  readonly directives: ReadonlyMap<Directive, string>;
}

/** A command of a page, and what it prints there: undefined where the page shows nothing of it. */
export interface Step {
  readonly command: string;
  readonly shown: readonly string[] | undefined;
  readonly line: number;
}

const FENCE = /^```(\S*)\s*$/;
const COMMENT = /^<!-- ([a-z ]+): (.*) -->$/;

/**
 * The fenced blocks of a page with the remarks directly above them.
 * @throws Error for a remark that is none of ours, or a fence that is not closed
 */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const opening = FENCE.exec(lines[i]!);
    if (opening === null) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`line ${i + 1}: the fence is not closed`);
    blocks.push({
      language: opening[1]!,
      lines: lines.slice(i + 1, end),
      line: i + 1,
      directives: directivesAbove(lines, i),
    });
    i = end;
  }
  return blocks;
}

function directivesAbove(lines: readonly string[], fence: number): Map<Directive, string> {
  const found = new Map<Directive, string>();
  for (let i = fence - 1; i >= 0; i--) {
    const comment = COMMENT.exec(lines[i]!);
    if (comment === null) break;
    const name = DIRECTIVES.find((each) => each === comment[1]);
    if (name === undefined) throw new Error(`line ${i + 1}: there is no remark ${comment[1]}`);
    found.set(name, comment[2]!);
  }
  return found;
}

/** The commands of a block: every line of `sh`, the lines behind `$ ` of `console` with what they print. */
export function stepsOf({ language, lines, line }: Block): Step[] {
  const steps: { command: string; shown: string[] | undefined; line: number }[] = [];
  const isTranscript = language === 'console';
  for (const [index, text] of lines.entries()) {
    const last = steps.at(-1);
    if (last?.command.endsWith('\\') === true) last.command = `${last.command.slice(0, -1)}${text.trim()}`;
    else if (!isTranscript) {
      if (text.trim() !== '' && !text.startsWith('#'))
        steps.push({ command: text, shown: undefined, line: line + 1 + index });
    } else if (text.startsWith('$ '))
      steps.push({ command: text.slice(2), shown: [], line: line + 1 + index });
    else if (last === undefined)
      throw new Error(`line ${line + 1 + index}: output stands before any command`);
    else last.shown!.push(text);
  }
  return steps;
}
