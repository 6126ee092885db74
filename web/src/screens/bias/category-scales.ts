/** How figures tell categories of models apart: by colour and sign. In: categories. Out: scales of Plot. */

/** Scales that give each category a colour and a sign; one plain look where there is but one. */
export function buildCategoryScales(categories: readonly string[]) {
  return categories.length < 2
    ? {}
    : {
        color: { domain: [...categories], scheme: 'observable10' as const },
        symbol: { domain: [...categories], legend: true },
      };
}
