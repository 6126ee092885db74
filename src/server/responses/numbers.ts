/** JSON has no NaN: undefined numbers become null. In: numbers of the stages. Out: numbers of responses. */

export function toNumberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
