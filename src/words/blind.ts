/** What people who judge blind are told: the same sentences in the server's answers and on the app's pages. */

/** In the place of what rests on everybody's judgements. */
export const WITHHELD =
  'Withheld while you judge blind: it rests on what others answered. It is shown when you have no pair left to judge, or once you unblind.';
