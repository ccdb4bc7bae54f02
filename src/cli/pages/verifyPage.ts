import { readFile } from 'node:fs/promises';
import { TapebenchError } from '../../errors.ts';
import { readReport } from '../../report/readReport.ts';
import { EXIT } from '../failure.ts';
import { print, printJson, styled, table } from '../terminal.ts';
import { rebuildPage } from './rebuildPage.ts';
import { checkReport, type ReportCheck } from './reportCheck.ts';

/** Rows of figures that are printed when all of them hold. */
const MOST_ROWS = 30;

/**
 * Says whether the numbers of a page hold against the results database of a folder.
 * @returns the exit code: 1 when they do not
 * @throws TapebenchError TB_FORMAT_UNKNOWN when it is no page of this package, TB_RUN_UNKNOWN when what it is about is not stored
 */
export async function verifyPage(path: string, folder: string, isJson: boolean): Promise<number> {
  const page = readReport(await pageText(path), path);
  const { html, basis } = await rebuildPage(page, folder);
  const check = checkReport(page, html);
  if (isJson) printJson({ ...check, basis });
  else print(checkText(check, basis));
  return check.holds ? EXIT.done : EXIT.negative;
}

async function pageText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'ENOENT'
      ? new TapebenchError('TB_FILE_NOT_FOUND', 'there is no such report', { where: path, cause })
      : new TapebenchError('TB_FILE_UNREADABLE', 'the report cannot be read', { where: path, cause });
  }
}

const KINDS: Readonly<Record<ReportCheck['kind'], string>> = {
  run: 'run',
  audit: 'audit',
  stress: 'stress test',
  sweep: 'sweep',
  verification: 'verification',
  comparison: 'comparison of runs',
  index: 'index of everything stored',
  'live-day': 'live day',
};

function checkText({ kind, about, figures, differences, parts, holds }: ReportCheck, basis: string): string {
  const name =
    kind === 'live-day'
      ? `${about[1]} in session ${about[0]}`
      : `${KINDS[kind]}${about.length === 0 ? '' : ` ${about.join(' and ')}`}`;
  const wrong = figures.filter((each) => !each.holds);
  // Of a page with hundreds of figures those that differ are what one looks for.
  const listed = wrong.length > 0 && figures.length > MOST_ROWS ? wrong : figures.slice(0, MOST_ROWS);
  const more = figures.length - listed.length;
  const lines = [
    table(
      [
        { title: 'Figure' },
        { title: 'Page', isNumber: true },
        { title: 'Database', isNumber: true },
        { title: '' },
      ],
      listed.map((each) => [
        each.name,
        shown(each.page),
        shown(each.database),
        each.holds ? 'holds' : styled('red', 'differs'),
      ]),
    ),
    ...(more === 0 ? [] : [`and ${more} more figures${wrong.length > 0 ? '' : ' that hold'}`]),
    '',
    `Computed again: ${basis}.`,
  ];
  if (holds) {
    lines.push(
      `${styled('green', 'The report holds.')} Its ${figures.length} figures follow from the database, and so do all ${parts} parts of the page (${name}).`,
    );
    return lines.join('\n');
  }
  lines.push(
    `${styled('red', 'The report does not hold')} (${name}): ${wrong.length} figures and ${differences.length} parts of the page differ.`,
    ...differences.slice(0, 10).map((difference) => `  ${difference}`),
    'It was changed after it was written, or written by another version of tapebench, or something was stored since.',
    'Write it again and compare.',
  );
  return lines.join('\n');
}

function shown(value: number | null): string {
  return value === null ? 'undefined' : String(value);
}
