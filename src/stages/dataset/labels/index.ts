/** The one door for labels: what a text, a column of texts or a list of classes means among the classes of a data set. */

export { createClassLookup, toWholeNumber } from './class-lookup.js';
export { matchHeadClasses } from './class-matching.js';
export { type ColumnOrder, isOrderDoubtful, readColumnOrder } from './column-order.js';
export { LABEL_READINGS, type LabelReading, type LabelScore } from './label-column.js';
export { isFarMore, type ReadLabels, readLabels } from './label-reading.js';
