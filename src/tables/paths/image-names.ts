/** Which names are images, by their extension alone; what is inside shows when an image is decoded. */

/** torchvision's list and three more that browsers show; without the dot, lower case. */
const IMAGE_EXTENSIONS = new Set('jpg jpeg png ppm bmp pgm tif tiff webp gif avif jfif'.split(' '));

/** For messages. */
export const IMAGE_EXTENSIONS_IN_WORDS = [...IMAGE_EXTENSIONS].join(', ');

/** Judged in any letter case. */
export function isImageName(name: string): boolean {
  return name.includes('.') && IMAGE_EXTENSIONS.has(toExtension(name).slice(1).toLowerCase());
}

/** `a.b.JPG` → `.JPG`; a name without a dot has none. */
export function toExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

/** The name without its extension where that is one of images; `2024.05.01` has none. */
export function dropImageExtension(name: string): string {
  return isImageName(name) ? name.slice(0, name.lastIndexOf('.')) : name;
}
