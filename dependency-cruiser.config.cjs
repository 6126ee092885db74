// Who may import whom, generated from one ordered list (ARCHITECTURE.md): an arrow points only to the left.
const LAYERS = [
  ['base'],
  ['numeric', 'onnx', 'records'],
  ['checkpoint', 'protocol', 'imaging', 'inference', 'storage'],
  ['stages'],
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
];
const DOORS = {
  sharp: 'imaging',
  'onnxruntime-node': 'inference',
  '@photostructure/sqlite': 'storage',
  bullmq: 'distributed',
};
// Pure rooms on one level that build on each other, each pair with its reason.
const SAME_LEVEL = {
  // records/features-read and records/extraction hold pure functions only.
  imaging: ['numeric', 'records'],
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
      from: { path: '^src/(base|numeric|onnx|records)/', ...NOT_TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-imports-protocol-only',
      comment: 'the app knows the server by its protocol; what that builds on comes with it',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/', pathNot: '^src/protocol/' },
    },
    {
      name: 'protocol-is-for-browsers-too',
      severity: 'error',
      from: { path: '^src/protocol/', ...NOT_TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(src|web)/' },
      // What is imported when it is first needed (the app's screens) is there by then.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
