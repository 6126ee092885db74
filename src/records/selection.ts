/** What chosen images may be written as, for other programs. Records alone. */

/** A list of paths; copies; links; or copies' metadata in the layout of Hugging Face image folders. */
export const SELECTION_FORMS = ['list', 'copy', 'symlink', 'metadata'] as const;
export type SelectionForm = (typeof SELECTION_FORMS)[number];
