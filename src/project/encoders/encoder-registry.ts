/**
 * The robust networks that are known by name, and where their weights are published.
 * Data and look-ups only. Sources: the tables of github.com/microsoft/robust-models-transfer (file names, accuracies), the Hugging Face
 * repository madrylab/robust-imagenet-models (addresses, licence), and the README of the method's authors (imagenet_l2_3_0.pt).
 */
import { ModelError } from '../../base/errors.js';

export interface KnownEncoder {
  name: string;
  title: string;
  url: string;
  /** Known beforehand, or null: then the first download is trusted and its hash recorded in the card. */
  sizeBytes: number | null;
  sha256: string | null;
  robust: boolean;
  licence: string;
  /** Accuracy on ImageNet's validation images that the publishers report, in percent; null: not reported. */
  accuracyPercent: number | null;
  /** False where the file's name is published but nobody could be seen downloading it from this address. */
  isAddressConfirmed: boolean;
  /** False for architectures that have to be exported to ONNX first. */
  isReadable: boolean;
}

const REPOSITORY = 'https://huggingface.co/madrylab/robust-imagenet-models/resolve/main/';
const LICENCE = 'MIT (Salman et al. 2020, “Do Adversarially Robust ImageNet Models Transfer Better?”)';

/** ℓ2 radii of the residual networks, as their file names spell them. */
const L2_RADII = ['0', '0.01', '0.03', '0.05', '0.1', '0.25', '0.5', '1', '3', '5'] as const;
/** ℓ∞ radii in 255ths. */
const LINF_RADII = ['0.5', '1.0', '2.0', '4.0', '8.0'] as const;
/** Radii of the other architectures. */
const TRANSFER_RADII = ['0', '3'] as const;

interface Series {
  file: string;
  title: string;
  norm: 'l2' | 'linf';
  /** In the order of the radii. */
  accuracies: readonly (readonly [radius: string, accuracyPercent: number])[];
  /** Radii whose addresses public code downloads from. */
  confirmed: readonly string[];
  isReadable?: boolean;
}

const pairUp = (radii: readonly string[], accuracies: readonly number[]): [string, number][] =>
  radii.map((radius, place) => [radius, accuracies[place]!]);

const SERIES: readonly Series[] = [
  {
    file: 'resnet18',
    title: 'ResNet-18',
    norm: 'l2',
    accuracies: pairUp(L2_RADII, [69.79, 69.9, 69.24, 69.15, 68.77, 67.43, 65.49, 62.32, 53.12, 45.59]),
    confirmed: [],
  },
  {
    file: 'resnet50',
    title: 'ResNet-50',
    norm: 'l2',
    accuracies: pairUp(L2_RADII, [75.8, 75.68, 75.76, 75.59, 74.78, 74.14, 73.16, 70.43, 62.83, 56.13]),
    confirmed: L2_RADII,
  },
  {
    file: 'wide_resnet50_2',
    title: 'Wide-ResNet-50-2',
    norm: 'l2',
    accuracies: pairUp(L2_RADII, [76.97, 77.25, 77.26, 77.17, 76.74, 76.21, 75.11, 73.41, 66.9, 60.94]),
    confirmed: ['1', '3', '5'],
  },
  {
    file: 'wide_resnet50_4',
    title: 'Wide-ResNet-50-4',
    norm: 'l2',
    accuracies: pairUp(L2_RADII, [77.91, 78.02, 77.87, 77.77, 77.64, 77.1, 76.52, 75.51, 69.67, 65.2]),
    confirmed: [],
  },
  {
    file: 'resnet18',
    title: 'ResNet-18',
    norm: 'linf',
    accuracies: pairUp(LINF_RADII, [66.13, 63.46, 59.63, 52.49, 42.11]),
    confirmed: LINF_RADII,
  },
  {
    file: 'resnet50',
    title: 'ResNet-50',
    norm: 'linf',
    accuracies: pairUp(LINF_RADII, [73.73, 72.05, 69.1, 63.86, 54.53]),
    confirmed: LINF_RADII,
  },
  {
    file: 'wide_resnet50_2',
    title: 'Wide-ResNet-50-2',
    norm: 'linf',
    accuracies: pairUp(LINF_RADII, [75.82, 74.65, 72.35, 68.41, 60.82]),
    confirmed: LINF_RADII,
  },
  {
    file: 'resnext50_32x4d',
    title: 'ResNeXt-50',
    norm: 'l2',
    accuracies: pairUp(TRANSFER_RADII, [77.38, 66.25]),
    confirmed: [],
  },
  {
    file: 'densenet',
    title: 'DenseNet-161',
    norm: 'l2',
    accuracies: pairUp(TRANSFER_RADII, [77.37, 66.98]),
    confirmed: [],
  },
  {
    file: 'mobilenet',
    title: 'MobileNet-v2',
    norm: 'l2',
    accuracies: pairUp(TRANSFER_RADII, [65.26, 50.4]),
    confirmed: [],
  },
  {
    file: 'vgg16_bn',
    title: 'VGG-16 with batch norm',
    norm: 'l2',
    accuracies: pairUp(TRANSFER_RADII, [73.66, 57.19]),
    confirmed: [],
  },
  {
    file: 'shufflenet',
    title: 'ShuffleNet-v2',
    norm: 'l2',
    accuracies: pairUp(TRANSFER_RADII, [64.25, 43.32]),
    confirmed: [],
    isReadable: false,
  },
  {
    file: 'mnasnet',
    title: 'MNASNet',
    norm: 'l2',
    accuracies: pairUp(TRANSFER_RADII, [60.97, 41.83]),
    confirmed: [],
    isReadable: false,
  },
];

/** Hashes that public code which downloads these files records. */
const RECORDED: Readonly<Record<string, Pick<KnownEncoder, 'sizeBytes' | 'sha256'>>> = {
  'resnet50_linf_eps4.0': {
    sizeBytes: 204_818_947,
    sha256: '9e62216975c111b8081481533b6142dec34be69abe5d90b54d7f860015c263db',
  },
};

/** The checkpoint that the method's authors used: `robustness`' ResNet-50 at ε = 3. */
const AUTHORS_ENCODER: KnownEncoder = {
  name: 'imagenet_l2_3_0',
  title: 'ResNet-50, ℓ2 ε = 3 (Engstrom et al. 2019, the encoder of the paper)',
  url: 'https://www.dropbox.com/s/knf4uimlqsi1yz8/imagenet_l2_3_0.pt?dl=1',
  sizeBytes: null,
  sha256: null,
  robust: true,
  licence: 'MIT (github.com/MadryLab/robustness)',
  accuracyPercent: null,
  isAddressConfirmed: true,
  isReadable: true,
};

/** Every known network, the paper's kind first. */
export const KNOWN_ENCODERS: readonly KnownEncoder[] = [AUTHORS_ENCODER, ...SERIES.flatMap(listSeries)];

function listSeries({ file, title, norm, accuracies, confirmed, isReadable = true }: Series): KnownEncoder[] {
  return accuracies.map(([radius, accuracyPercent]) => {
    const name = `${file}_${norm}_eps${radius}`;
    return {
      name,
      title: `${title}, ${norm === 'l2' ? `ℓ2 ε = ${radius}` : `ℓ∞ ε = ${radius}/255`}`,
      url: `${REPOSITORY}${name}.ckpt`,
      sizeBytes: RECORDED[name]?.sizeBytes ?? null,
      sha256: RECORDED[name]?.sha256 ?? null,
      robust: Number(radius) > 0,
      licence: LICENCE,
      accuracyPercent,
      isAddressConfirmed: confirmed.includes(radius),
      isReadable,
    };
  });
}

/** A known network by name; `.ckpt` and `.pt` may be left on. ModelError `encoder-unknown`, with the nearest names. */
export function findKnownEncoder(name: string): KnownEncoder {
  const wanted = name.replace(/\.(ckpt|pt)$/, '');
  const known = KNOWN_ENCODERS.find((encoder) => encoder.name === wanted);
  if (known) return known;
  const near = KNOWN_ENCODERS.filter((encoder) =>
    encoder.name.startsWith(wanted.split('_')[0] ?? wanted),
  ).slice(0, 6);
  throw new ModelError('encoder-unknown', {
    status: 404,
    what: `No published network is known by the name ${JSON.stringify(name)}.`,
    next: `${near.length > 0 ? `There are ${near.map((one) => one.name).join(', ')}, …; s` : 'S'}ee \`spuriosity encoder list --all\`, or import your own file with \`encoder import\`.`,
  });
}
