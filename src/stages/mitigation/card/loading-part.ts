/**
 * The part of a model card that says how to run the model: files, preprocessing in words, and programs in Python and JavaScript.
 * In: facts. Out: paragraphs and code. The programs are meant to be copied as they are.
 */
import type { Preprocessing } from '../../../records/networks/encoder.js';
import { escapeMarkdown, formatMarkdownTable } from '../../../words/index.js';
import { toCode } from './markdown.js';
import type { ModelCardFacts } from './model-card-facts.js';

type Encoder = NonNullable<ModelCardFacts['encoder']>;

/** Files of every export. */
const LAYER_FILES = [
  [
    '`head.safetensors`',
    'the last layer alone: `weight` [classes, features] and `bias` [classes], as `torch.nn.Linear` names them',
  ],
  ['`head.npz`', 'the same for NumPy: `W` and `b`'],
  ['`config.json`', 'names of the classes (`id2label`)'],
] as const;

const FILES_INTRODUCED = 'Files, as `spuriosity export model` writes them:';

/** Paragraphs and code blocks, in order. */
export function toLoading({ encoder, isHeadOnly }: ModelCardFacts): string[] {
  if (encoder === null) return listLayer('The features came from elsewhere: compute them as you did');
  if (isHeadOnly) {
    return [
      ...listLayer(
        `The features are the output ${toCode(encoder.features)} of ${escapeMarkdown(encoder.title)}`,
      ),
      `**Preprocessing** of the images for it, as torchvision on Pillow images: ${describePreprocessing(encoder)}; then as that network wants it.`,
    ];
  }
  return [
    FILES_INTRODUCED,
    formatMarkdownTable(
      ['file', 'what'],
      [
        [
          '`model.onnx`',
          `the whole network: ${toCode(encoder.input)} [n, 3, height, width], RGB in 0..1 → ${toCode(encoder.output)} [n, classes]`,
        ],
        ...LAYER_FILES,
        ['`preprocessor_config.json`', 'preprocessing, as transformers writes it'],
      ],
    ),
    `**Preprocessing**, as torchvision on Pillow images: ${describePreprocessing(encoder)}. Mean and deviation are part of the network: subtract nothing.`,
    'In Python (`pip install onnxruntime pillow numpy`):',
    formatCode('python', formatPython(encoder)),
    'In JavaScript (`npm install onnxruntime-node sharp`). sharp resizes slightly otherwise than Pillow, so that an image at the edge of two ' +
      'classes may fall to the other side; `examples/check-exported-model` of spuriosity resizes exactly as Pillow does.',
    formatCode('js', formatJavaScript(encoder)),
  ];
}

/** @param features where they come from, as the beginning of a sentence */
function listLayer(features: string): string[] {
  return [
    `There is no network here. ${features}; then \`logits = W · features + b\`.`,
    FILES_INTRODUCED,
    formatMarkdownTable(['file', 'what'], LAYER_FILES),
  ];
}

function describePreprocessing({ preprocessing, orientByExif, intensity }: Encoder): string {
  const { resize, crop, interpolation } = preprocessing;
  const steps = [
    orientByExif ? 'turn the image upright by its EXIF orientation' : 'leave the EXIF orientation unapplied',
    ...Object.entries(intensity).map(
      ([type, { low, high }]) =>
        `scale ${type} samples from ${low}–${high} to 0–255, cutting what lies outside`,
    ),
    'convert to RGB',
    ...(resize === null
      ? []
      : [
          `resize ${resize.kind === 'exact' ? `to ${resize.width} × ${resize.height}` : `the shorter side to ${resize.size}`} (${interpolation}, antialiased)`,
        ]),
    ...(crop === null ? [] : [`cut ${crop.width} × ${crop.height} out of the middle`]),
    'divide by 255',
  ];
  return steps.join('; ');
}

function formatPython({ preprocessing, orientByExif, input, output }: Encoder): string {
  return [
    'import json',
    'import numpy as np',
    'import onnxruntime',
    `from PIL import Image${orientByExif ? ', ImageOps' : ''}`,
    '',
    orientByExif
      ? 'image = ImageOps.exif_transpose(Image.open("photo.jpg")).convert("RGB")'
      : 'image = Image.open("photo.jpg").convert("RGB")',
    ...formatPythonGeometry(preprocessing),
    'pixels = np.asarray(image, np.float32).transpose(2, 0, 1)[None] / np.float32(255)',
    '',
    'session = onnxruntime.InferenceSession("model.onnx")',
    `logits = session.run([${JSON.stringify(output)}], {${JSON.stringify(input)}: pixels})[0][0]`,
    'classes = json.load(open("config.json"))["id2label"]',
    'print(classes[str(logits.argmax())])',
  ].join('\n');
}

function formatPythonGeometry({ resize, crop, interpolation }: Preprocessing): string[] {
  const filter = `Image.${interpolation.toUpperCase()}`;
  const resizing =
    resize === null
      ? []
      : resize.kind === 'exact'
        ? [`image = image.resize((${resize.width}, ${resize.height}), ${filter})`]
        : [
            'width, height = image.size',
            `size = (${resize.size}, int(${resize.size} * height / width)) if width <= height else (int(${resize.size} * width / height), ${resize.size})`,
            `image = image.resize(size, ${filter})`,
          ];
  if (crop === null) return resizing;
  return [
    ...resizing,
    `left, top = round((image.width - ${crop.width}) / 2), round((image.height - ${crop.height}) / 2)`,
    `image = image.crop((left, top, left + ${crop.width}, top + ${crop.height}))`,
  ];
}

function formatJavaScript({ preprocessing, orientByExif, input, output }: Encoder): string {
  const { resize, crop, interpolation } = preprocessing;
  const kernel = interpolation === 'bilinear' ? 'linear' : 'cubic';
  const size =
    resize === null
      ? null
      : resize.kind === 'exact'
        ? `${resize.width}, ${resize.height}, { fit: 'fill', kernel: '${kernel}' }`
        : `${resize.size}, ${resize.size}, { fit: 'outside', kernel: '${kernel}' }`;
  return [
    "import { readFileSync } from 'node:fs';",
    "import * as ort from 'onnxruntime-node';",
    "import sharp from 'sharp';",
    '',
    `const image = sharp('photo.jpg', { ignoreIcc: true })${orientByExif ? '.rotate()' : ''}${size === null ? '' : `.resize(${size})`};`,
    "const { data, info } = await image.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });",
    ...(crop === null
      ? ['const { width, height } = info;', 'const [left, top] = [0, 0];']
      : [
          `const [width, height] = [${crop.width}, ${crop.height}];`,
          'const [left, top] = [Math.round((info.width - width) / 2), Math.round((info.height - height) / 2)];',
        ]),
    'const pixels = new Float32Array(3 * height * width);',
    'for (let y = 0; y < height; y++)',
    '  for (let x = 0; x < width; x++)',
    '    for (let c = 0; c < 3; c++)',
    '      pixels[(c * height + y) * width + x] = data[((top + y) * info.width + left + x) * 3 + c] / 255;',
    '',
    "const session = await ort.InferenceSession.create('model.onnx');",
    `const { ${toKey(output)}: scores } = await session.run({ ${toKey(input)}: new ort.Tensor('float32', pixels, [1, 3, height, width]) });`,
    'const best = scores.data.indexOf(Math.max(...scores.data));',
    "console.log(JSON.parse(readFileSync('config.json', 'utf8')).id2label[best]);",
  ].join('\n');
}

/** A name as a property of an object in JavaScript. */
function toKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function formatCode(language: string, code: string): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
