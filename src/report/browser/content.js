/**
 * What the page carries, unpacked by `start` before anything is drawn: compiled charts by id, data by name, the colours.
 * @type {{ themes: { light: Record<string, string>, dark: Record<string, string> }, charts: Record<string, any>, data: Record<string, any> }}
 */
export const content = { themes: { light: {}, dark: {} }, charts: {}, data: {} };

/** Vega's own script stands before this one. @type {any} */
export const vega = /** @type {any} */ (globalThis).vega;
