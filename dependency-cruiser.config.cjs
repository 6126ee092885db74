// Who may import whom, generated from one ordered list (ARCHITECTURE.md): an arrow points only to the left.
const LAYERS = [
  ['base'],
  ['numeric', 'onnx', 'parquet', 'records', 'tables', 'files'],
  ['checkpoint', 'words', 'protocol', 'imaging', 'inference', 'storage'],
  ['stages', 'demo', 'planting', 'figures'],
  ['project'],
  ['report', 'distributed'],
  ['server'],
  ['cli'],
];
const STAGES = [
  'dataset',
  'features',
  'discovery',
  'annotation',
  'ranking',
  'bias',
  'mitigation',
  'cleaning',
  'audit',
];
// The rooms of src/project, each with its own index; an arrow points only to the left.
const PROJECT_ROOMS = [
  'workspace',
  'downloads',
  'encoders',
  'dataset',
  'pictures',
  'features',
  'discovery',
  'annotation',
  'masks',
  'ranking',
  'bias',
  'cleaning',
  'audit',
  'results',
  'mitigation',
  'selftest',
  'live',
];
const DOORS = {
  sharp: 'imaging',
  'onnxruntime-node': 'inference',
  '@photostructure/sqlite': 'storage',
  bullmq: 'distributed',
  ioredis: 'distributed',
  hyparquet: 'parquet',
  'hyparquet-compressors': 'parquet',
  'csv-parse': 'tables',
};
// Pure rooms on one level that build on each other, each pair with its reason.
const SAME_LEVEL = {
  // Training in a graph takes the steps of numeric's optimisers, with the same settings.
  onnx: ['numeric'],
  // records/features-read and records/extraction hold pure functions only.
  imaging: ['numeric', 'records'],
  // A table may be a Parquet file.
  tables: ['parquet'],
};
const NOT_TEST = { pathNot: '\\.test\\.tsx?$' };

const layerRules = LAYERS.flatMap((rooms, level) =>
  rooms.map((room) => {
    const allowed = [...LAYERS.slice(0, level).flat(), room, ...(SAME_LEVEL[room] ?? [])];
    return {
      name: `${room}-imports-left-only`,
      severity: 'error',
      from: { path: `^src/${room}/`, ...NOT_TEST },
      to: { path: '^src/[^/]+/', pathNot: `^src/(${allowed.join('|')})/` },
    };
  }),
);

const stageRules = STAGES.map((stage, place) => ({
  name: `${stage}-imports-earlier-stages-only`,
  severity: 'error',
  from: { path: `^src/stages/${stage}/`, ...NOT_TEST },
  to: { path: '^src/stages/[^/]+/', pathNot: `^src/stages/(${STAGES.slice(0, place + 1).join('|')})/` },
}));

const projectRules = PROJECT_ROOMS.map((room, place) => ({
  name: `project-${room}-imports-left-only-by-index`,
  severity: 'error',
  from: { path: `^src/project/${room}/`, ...NOT_TEST },
  to: {
    path: '^src/project/',
    pathNot: [
      `^src/project/${room}/`,
      ...(place === 0 ? [] : [`^src/project/(${PROJECT_ROOMS.slice(0, place).join('|')})/index\\.ts$`]),
    ],
  },
}));

const doorRules = Object.entries(DOORS).map(([dependency, room]) => ({
  name: `${dependency.replace(/[^a-z]/g, '-')}-only-in-${room}`,
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/${room}/`, '\\.test\\.tsx?$'] },
  to: { path: `node_modules/${dependency}/` },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    ...stageRules,
    ...projectRules,
    ...doorRules,
    {
      name: 'stages-see-capabilities-as-types',
      comment: 'imaging, inference and storage are passed in; stages import only their types',
      severity: 'error',
      from: { path: '^src/stages/', ...NOT_TEST },
      to: { path: '^src/(imaging|inference|storage)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-rooms-use-no-node-built-ins',
      severity: 'error',
      from: { path: '^src/(base|numeric|onnx|records|tables|words)/', ...NOT_TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-imports-protocol-words-and-figures-only',
      comment: 'the app knows the server by its protocol; what that builds on comes with it',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/', pathNot: '^src/(protocol|words|figures)/' },
    },
    {
      name: 'protocol-and-figures-are-for-browsers-too',
      severity: 'error',
      from: { path: '^src/(protocol|figures)/', ...NOT_TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(src|web)/' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
