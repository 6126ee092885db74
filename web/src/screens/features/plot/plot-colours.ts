/** Colours as the plot takes them: it knows neither CSS variables nor mixtures. In: CSS colours, an element. Out: shares of red, green, blue. */
export type Rgb = [red: number, green: number, blue: number];

/** As they are at the element, in its colour scheme. */
export function resolveColours(colours: readonly string[], host: HTMLElement): Rgb[] {
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (pixel === null) return colours.map(() => [0, 0, 0]);
  const probe = document.createElement('span');
  host.append(probe);
  const resolved = colours.map((colour): Rgb => {
    probe.style.color = colour;
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
    return [red! / 255, green! / 255, blue! / 255];
  });
  probe.remove();
  return resolved;
}
