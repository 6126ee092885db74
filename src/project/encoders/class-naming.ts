/**
 * Names that an encoder knows for classes that a data set calls only by WordNet id.
 * In: the data set's classes and the encoder's. Out: the classes that gain a name. Numbering and labels stay.
 */
import type { ClassRecord } from '../../records/dataset.js';
import type { EncoderCard } from '../../records/networks/encoder.js';

/** The classes without a name of their own whose WordNet id the encoder knows, with its name for people to read. */
export function nameByEncoder(
  classes: readonly ClassRecord[],
  encoderClasses: EncoderCard['classes'],
): ClassRecord[] {
  const nameOf = new Map(encoderClasses.map(({ name, wordnetId }) => [wordnetId, name]));
  return classes.flatMap((record) => {
    const isNamed = record.displayName !== record.wordnetId;
    const name = isNamed ? undefined : nameOf.get(record.wordnetId);
    return name === undefined ? [] : [{ ...record, displayName: name }];
  });
}
