/** The encoders to choose from. In: the user's folder of encoders. Out: `EncodersResponse`. */
import { DEFAULT_ENCODER, listEncoderOffers } from '../../project/index.js';
import type { EncodersResponse } from '../../protocol/index.js';

/** Classes that are named. */
const NAMED_CLASSES = 4;

export async function buildEncodersResponse(): Promise<EncodersResponse> {
  const offers = await listEncoderOffers();
  return {
    encoders: offers.map(({ card, sizeBytes }) => ({
      name: card.name,
      title: card.title,
      robust: card.robust,
      licence: card.licence,
      sizeBytes,
      crop: card.preprocessing.crop,
      featureCount: card.featureCount,
      classCount: card.classes.length,
      someClasses: card.classes.slice(0, NAMED_CLASSES).map(({ name }) => name.split(',')[0]!),
      isDefault: card.name === DEFAULT_ENCODER,
    })),
  };
}
