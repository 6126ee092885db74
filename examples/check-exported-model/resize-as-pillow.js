/**
 * Resizing as Pillow does it, to the byte: antialiased, weights in fixed point, rounded to bytes between the two passes.
 * In: RGB bytes and a size. Out: RGB bytes. sharp's own resize differs by a few levels, which turns some predictions.
 */

const FRACTION_BITS = 22;

const FILTERS = {
  bilinear: { radius: 1, weigh: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { radius: 2, weigh: weighCubic },
};

function weighCubic(distance) {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
}

/** For each place of the output: where its source pixels begin, and their weights. */
function listWeights(from, to, { radius, weigh }) {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: to }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - radius * stretch + 0.5));
    const end = Math.min(from, Math.trunc(centre + radius * stretch + 0.5));
    const exact = Array.from({ length: end - start }, (_, n) => weigh((start + n - centre + 0.5) / stretch));
    const sum = exact.reduce((total, weight) => total + weight, 0);
    const weights = exact.map((weight) =>
      Math.trunc((weight / sum) * 2 ** FRACTION_BITS + (weight < 0 ? -0.5 : 0.5)),
    );
    return { start, weights };
  });
}

/** One pass along an axis: `lines` lines, pixels `step` apart in them, of an image whose lines begin `lineStep` apart. */
function resizeLines(source, target, taps, lines, { step, lineStep }, out) {
  for (let line = 0; line < lines; line++) {
    for (const [place, { start, weights }] of taps.entries()) {
      for (let c = 0; c < 3; c++) {
        let sum = 2 ** (FRACTION_BITS - 1);
        for (let n = 0; n < weights.length; n++)
          sum += source[line * lineStep + (start + n) * step + c] * weights[n];
        target[line * out.lineStep + place * out.step + c] = Math.min(255, Math.max(0, sum >> FRACTION_BITS));
      }
    }
  }
}

/** The image at another size; the same one where the size is its own. */
export function resizeAsPillow(image, { width, height }, filter) {
  let { data } = image;
  if (width !== image.width) {
    const taps = listWeights(image.width, width, FILTERS[filter]);
    const resized = new Uint8Array(width * image.height * 3);
    const from = { step: 3, lineStep: image.width * 3 };
    resizeLines(data, resized, taps, image.height, from, { step: 3, lineStep: width * 3 });
    data = resized;
  }
  if (height !== image.height) {
    const taps = listWeights(image.height, height, FILTERS[filter]);
    const resized = new Uint8Array(width * height * 3);
    resizeLines(
      data,
      resized,
      taps,
      width,
      { step: width * 3, lineStep: 3 },
      { step: width * 3, lineStep: 3 },
    );
    data = resized;
  }
  return { width, height, data };
}
