/** How much of a study the report shows. Apart from the report itself, which takes long to load: help texts need no more than this. */

/** Classes shown with all their pictures; further ones are listed in a table. */
export const DEFAULT_DETAILED_CLASSES = 30;

export interface RenderOptions {
  detailedClasses?: number;
}
