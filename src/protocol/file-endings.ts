/** What files are, told by how their names end. In: a name, endings in lower case without their dot. Out: whether one fits. */
export function hasEnding(name: string, endings: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(`.${ending}`));
}
