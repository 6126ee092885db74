/**
 * The one door to sharp, configured when the room loads.
 * One libvips thread per image: parallelism comes from decoding many images beside inference, and results are never asked for twice.
 */
import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);

export { sharp };
