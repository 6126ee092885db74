/** How tables name a class. In: an index. Out: two cells; a class that is gone is an error of the caller. */
import type { ClassRecord } from '../../records/dataset.js';
import type { TableCell } from '../../storage/index.js';

/** `class_index` and `class_name`, the name of the data set; `prefix` tells the classes of a row apart. */
export function toClassCells<Prefix extends string = ''>(
  classes: readonly Pick<ClassRecord, 'name'>[],
  classIndex: number,
  prefix: Prefix = '' as Prefix,
): Record<`${Prefix}class_index` | `${Prefix}class_name`, TableCell> {
  return {
    [`${prefix}class_index`]: classIndex,
    [`${prefix}class_name`]: classes[classIndex]!.name,
  } as Record<`${Prefix}class_index` | `${Prefix}class_name`, TableCell>;
}
