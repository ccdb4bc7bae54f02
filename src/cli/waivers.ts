import { TapebenchError } from '../errors.ts';

/**
 * Waivers as typed, `name=reason`: a check may fail only with a reason, which goes into the manifest and every report.
 * @throws TapebenchError TB_USAGE
 */
export function waiversOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      const reason = text.slice(at + 1).trim();
      if (at < 1 || reason === '') {
        throw new TapebenchError(
          'TB_USAGE',
          `--waive wants a check and a reason, not ${JSON.stringify(text)}`,
          {
            next: 'For example: --waive off-grid-price="back-adjusted by ratio"',
          },
        );
      }
      return [text.slice(0, at), reason];
    }),
  );
}
