/** Stands for any text in a line, and alone in a line for any lines: what a page leaves out. */
const LEFT_OUT = '[...]';

/** Ids and digests change with the code and mean nothing to a reader: any stands for any. */
function withoutIds(line: string): string {
  return line.replace(/\b[0-9a-f]{12,64}\b/g, '<id>').trimEnd();
}

function isLike(shown: string, printed: string): boolean {
  const parts = shown.split(LEFT_OUT).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(printed);
}

/**
 * Holds what a page shows of an output against the output.
 * @returns the first shown lines that are not there, or undefined when all is as shown
 */
export function differenceIn(shown: readonly string[], printed: string): string | undefined {
  const lines = trimmed(printed.split('\n').map(withoutIds));
  const wanted = trimmed(shown.map(withoutIds));
  let at = 0;
  let mayBeFurtherDown = false;
  for (const [index, part] of partsOf(wanted).entries()) {
    if (index > 0) mayBeFurtherDown = true;
    if (part.length === 0) continue;
    const isLast = index === partsOf(wanted).length - 1;
    const starts =
      isLast && mayBeFurtherDown ? [lines.length - part.length] : startsFrom(at, mayBeFurtherDown);
    const start = starts.find(
      (first) => first >= at && part.every((line, i) => isLike(line, lines[first + i] ?? '\n')),
    );
    if (start === undefined) return part.join('\n');
    at = start + part.length;
  }
  const isOpen = wanted.at(-1) === LEFT_OUT;
  return isOpen || at === lines.length ? undefined : `nothing more, but there is: ${lines[at]}`;

  function startsFrom(first: number, isFree: boolean): number[] {
    return isFree ? Array.from({ length: lines.length - first }, (_, i) => first + i) : [first];
  }
}

/** The runs of lines between those that were left out. */
function partsOf(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line === LEFT_OUT) parts.push([]);
    else parts.at(-1)!.push(line);
  }
  return parts;
}

/** Without empty lines at both ends. */
function trimmed(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1);
}
