/** The state of the models page in its address. In: a parsed search. Out: the parts that fit; defaults are absent. */
import { parseChoice, parseFlag, parseText, parseTexts } from '../../parts/page/search-params.js';

export interface ModelsSearch {
  /** The form for another model is open. */
  add?: true;
  /** Models with this tag stand out; the others are listed no more. */
  tag?: string;
  /** Models whose numbers the table of classes shows; absent: the first ones. */
  compare?: string[];
  /** Part of a class's name, or its index. */
  find?: string;
  /** Column that the table of classes is sorted by, and which way. */
  sort?: string;
  order?: 'asc';
  /** The same of the table of models. */
  modelSort?: string;
  modelOrder?: 'asc';
  /** Models whose gaps stand against each other; absent: the model of discovery, and the one most like it. */
  reference?: string;
  against?: string;
  /** Models whose sensitivities stand against each other; absent: the first two. */
  corruptedX?: string;
  corruptedY?: string;
}

export function parseModelsSearch(search: Record<string, unknown>): ModelsSearch {
  return {
    add: parseFlag(search.add),
    tag: parseText(search.tag),
    compare: parseTexts(search.compare),
    find: parseText(search.find),
    sort: parseText(search.sort),
    order: parseChoice(search.order, ['asc']),
    modelSort: parseText(search.modelSort),
    modelOrder: parseChoice(search.modelOrder, ['asc']),
    reference: parseText(search.reference),
    against: parseText(search.against),
    corruptedX: parseText(search.corruptedX),
    corruptedY: parseText(search.corruptedY),
  };
}
