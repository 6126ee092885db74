/** The encoders that a person can choose from now, with the size of their files. In: the user's folder of encoders. Out: cards and bytes. */
import { stat } from 'node:fs/promises';
import type { EncoderCard } from '../../records/networks/encoder.js';
import { listEncoders, openNamedEncoder } from './encoders.js';

export interface EncoderOffer {
  card: EncoderCard;
  sizeBytes: number;
}

/** A broken one is told to `warn` and left out. */
export async function listEncoderOffers(warn: (message: string) => void = () => {}): Promise<EncoderOffer[]> {
  const cards = await listEncoders(warn);
  return Promise.all(
    cards.map(async (card) => {
      const { modelPath } = await openNamedEncoder(card.name);
      return { card, sizeBytes: (await stat(modelPath)).size };
    }),
  );
}
