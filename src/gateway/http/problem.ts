/** An answer that is an error, in the shape that the vendor's servers use. */
export class Problem extends Error {
  readonly status: number;
  readonly case: string;
  readonly payload: Readonly<Record<string, unknown>> | undefined;

  constructor(
    status: number,
    problemCase: string,
    message: string,
    payload?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.status = status;
    this.case = problemCase;
    this.payload = payload;
  }

  body(): string {
    return JSON.stringify({
      detail: {
        case: this.case,
        message: this.message,
        status_code: this.status,
        ...(this.payload === undefined ? {} : { payload: this.payload }),
      },
    });
  }
}
