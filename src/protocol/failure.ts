/** How the server says no: always this shape, with an HTTP status of 4xx or 5xx. */
export interface Failure {
  error: {
    /** Stable kebab-case code. */
    code: string;
    /** What failed, with values. */
    what: string;
    why: string | null;
    /** What to do next. */
    next: string | null;
  };
}
