/** The tabs of the page where people judge, as its address names them. */
export const ANNOTATION_TABS = ['answer', 'progress', 'disputed', 'exchange'] as const;
export type AnnotationTab = (typeof ANNOTATION_TABS)[number];
