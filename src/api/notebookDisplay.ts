/** The name by which the kernels of Deno, and others after it, ask a value how it is to be shown. */
export const DISPLAY: unique symbol = Symbol.for('Jupyter.display') as never;

/** What a notebook keeps of an output, by media type. */
export type MediaBundle = Readonly<Record<string, unknown>>;
