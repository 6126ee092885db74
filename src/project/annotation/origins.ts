/** What the history calls answers that came one by one, not in a file. */
export const APP_ORIGIN = 'app';
export const COMMAND_LINE_ORIGIN = 'command line';
