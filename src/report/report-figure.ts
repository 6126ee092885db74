/** A figure of the report with everything that its place in the page and its files need. */
import type { FigureName, FigureTable } from '../figures/index.js';
import type { TermName } from '../words/index.js';

export interface ReportFigure {
  /** Its files are named so. */
  name: FigureName;
  title: string;
  /** What is seen, with definition, split, k and n, in a sentence or two. */
  caption: string;
  /** Words of the caption that lead to a definition. */
  terms: Partial<Record<TermName, string>>;
  /** For use inside a page. */
  svg: string;
  table: FigureTable;
}
