import { colour } from '../theme.ts';

/** Bars of the selected trades over those of all; the page's script fills the data set. */
export function selectedBars(x: object, y: object): object {
  return {
    data: { name: 'selected', values: [] },
    mark: { type: 'bar', color: colour('ink'), opacity: 0.55 },
    encoding: {
      x,
      x2: { field: 'to' },
      y,
      y2: { datum: 0 },
      tooltip: [
        { field: 'words', title: 'selected' },
        { field: 'n', title: 'trades' },
      ],
    },
  };
}
