import ort from 'onnxruntime-node';
import {
  ATTRIBUTE_TYPE,
  appendGradients,
  attributeCodec,
  DATA_TYPE,
  formatModel,
  GraphBuilder,
  graphCodec,
  modelCodec,
  nodeCodec,
  operatorSetIdCodec,
  toValueInfo,
} from '/work/main/dist/onnx/index.js';

const F = DATA_TYPE.float32,
  I = DATA_TYPE.int64,
  B = DATA_TYPE.bool;
const variant = process.argv[2] ?? 'auto',
  threads = Number(process.argv[3] ?? 2),
  K = Number(process.argv[4] ?? 100),
  N = Number(process.argv[5] ?? 20000),
  kind = process.argv[6] ?? 'sgd',
  spin = process.argv[7] ?? '0';
const C = 2048,
  batch = 128,
  lr = 0.01,
  mom = 0.9;
function build() {
  const main = new GraphBuilder(graphCodec.create({ name: 'train' }));
  const feats = main.addInput('features', { dataType: F, dims: ['n', C] });
  const labels = main.addInput('labels', { dataType: I, dims: ['n'] });
  const order = main.addInput('order', { dataType: I, dims: ['rows'] });
  const states = [
    ['weights', [K, C]],
    ['bias', [K]],
    ...(kind === 'adam'
      ? [
          ['m_w', [K, C]],
          ['m_b', [K]],
          ['s_w', [K, C]],
          ['s_b', [K]],
        ]
      : [
          ['v_w', [K, C]],
          ['v_b', [K]],
        ]),
  ];
  for (const [n, d] of states) main.addInput(n, { dataType: F, dims: d });
  const trips = main.op('Div', main.op('Add', main.op('Shape', order), batch - 1), batch);
  const outer = [
    ...main.inputs,
    ...main.initializers.map((t) => toValueInfo(t.name, main.factsOf(t.name))),
    ...main.nodes.flatMap((n) => n.output).map((o) => toValueInfo(o, main.factsOf(o))),
  ];
  const body = new GraphBuilder(graphCodec.create({ valueInfo: outer }));
  const { op } = body;
  const it = body.addInput('step', { dataType: I, dims: [] });
  const cond = body.addInput('cond', { dataType: B, dims: [] });
  const cur = Object.fromEntries(
    states.map(([n, d]) => [n, body.addInput(n + '_in', { dataType: F, dims: d })]),
  );
  const start = op('Reshape', op('Mul', it, batch), [1]);
  const rows = op('Slice', order, start, op('Add', start, batch), [0]);
  const x = op('Gather', feats, rows, { axis: 0 });
  const y = op('Gather', labels, rows, { axis: 0 });
  const logits = op('Gemm', x, cur.weights, cur.bias, { transB: 1 });
  const onehot = op(
    'OneHot',
    y,
    body.addInt(K),
    op('Concat', op('Reshape', body.addScalar(0, x), [1]), op('Reshape', body.addScalar(1, x), [1]), {
      axis: 0,
    }),
  );
  const logp = op('LogSoftmax', logits, { axis: -1 });
  const n = op('Cast', op('Size', rows), { to: F });
  const loss = op('Div', op('Neg', op('ReduceSum', op('Mul', onehot, logp), { keepdims: 0 })), n);
  const next = {};
  const lab = variant;
  if (variant === 'auto') {
    const [gw, gb] = appendGradients(body, new Map([[loss, body.addScalar(1, loss)]]), [
      cur.weights,
      cur.bias,
    ]);
    const up = (p, g, v) => {
      const v2 = op('Add', op('Mul', v, mom), g);
      return [op('Sub', p, op('Mul', v2, lr)), v2];
    };
    const upA = (p, g, m, s) => {
      const m2 = op('Add', op('Mul', m, 0.9), g);
      const s2 = op('Add', op('Mul', s, 0.999), op('Mul', g, g));
      return [op('Sub', p, op('Mul', op('Div', m2, op('Add', op('Sqrt', s2), 1e-6)), lr)), m2, s2];
    };
    if (kind === 'adam') {
      [next.weights, next.m_w, next.s_w] = upA(
        cur.weights,
        op('Add', gw, op('Mul', cur.weights, 0.003)),
        cur.m_w,
        cur.s_w,
      );
      [next.bias, next.m_b, next.s_b] = upA(cur.bias, gb, cur.m_b, cur.s_b);
    } else {
      [next.weights, next.v_w] = up(cur.weights, gw, cur.v_w);
      [next.bias, next.v_b] = up(cur.bias, gb, cur.v_b);
    }
  } else {
    const g = op('Div', op('Sub', op('Softmax', logits, { axis: -1 }), onehot), n);
    const gb = op('ReduceSum', g, [0], { keepdims: 0 });
    if (kind === 'adam') {
      const gw = op('Gemm', g, x, cur.weights, { transA: 1, beta: { float: 0.003 } });
      const upA = (p, g, m, s) => {
        const m2 = op('Add', op('Mul', m, 0.9), g);
        const s2 = op('Add', op('Mul', s, 0.999), op('Mul', g, g));
        return [op('Sub', p, op('Mul', op('Div', m2, op('Add', op('Sqrt', s2), 1e-6)), lr)), m2, s2];
      };
      [next.weights, next.m_w, next.s_w] = upA(cur.weights, gw, cur.m_w, cur.s_w);
      [next.bias, next.m_b, next.s_b] = upA(cur.bias, gb, cur.m_b, cur.s_b);
    } else {
      next.v_w = op('Gemm', g, x, cur.v_w, { transA: 1, alpha: { float: lr }, beta: { float: mom } });
      next.weights = op('Sub', cur.weights, next.v_w);
      next.v_b = op('Add', op('Mul', cur.v_b, mom), op('Mul', gb, lr));
      next.bias = op('Sub', cur.bias, next.v_b);
    }
  }
  const condOut = op('Identity', cond);
  const outs = [condOut, ...states.map(([n]) => next[n]), loss];
  const bodyGraph = graphCodec.create({
    name: 'step',
    node: body.nodes,
    initializer: body.initializers,
    input: body.inputs,
    output: outs.map((o) => toValueInfo(o, body.factsOf(o))),
  });
  const outNames = [...states.map(([n]) => n + '_out'), 'losses'];
  const loop = nodeCodec.create({
    opType: 'Loop',
    name: 'loop',
    input: [trips, '', ...states.map(([n]) => n)],
    output: outNames,
    attribute: [attributeCodec.create({ name: 'body', type: ATTRIBUTE_TYPE.graph, g: bodyGraph })],
  });
  // loop needs cond?
  return modelCodec.create({
    irVersion: 8,
    opsetImport: [operatorSetIdCodec.create({ version: 18 })],
    graph: graphCodec.create({
      name: 'train',
      node: [...main.nodes, loop],
      initializer: main.initializers,
      input: main.inputs,
      output: [
        ...states.map(([n, d]) => toValueInfo(n + '_out', { dataType: F, dims: d })),
        toValueInfo('losses', { dataType: F, dims: [null] }),
      ],
    }),
  });
}
const bytes = formatModel(build());
const s = await ort.InferenceSession.create(bytes, {
  intraOpNumThreads: threads,
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: spin } } },
});
let seed = 12345;
const rnd = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 4294967296;
};
const X = new Float32Array(N * C);
for (let i = 0; i < X.length; i++) X[i] = Math.max(0, rnd() - 0.3);
const Y = new BigInt64Array(N);
for (let i = 0; i < N; i++) Y[i] = BigInt(Math.floor(rnd() * K));
const O = new BigInt64Array(N);
for (let i = 0; i < N; i++) O[i] = BigInt((i * 7919) % N);
const t = (a, d, ty = 'float32') => new ort.Tensor(ty, a, d);
const feeds = { features: t(X, [N, C]), labels: t(Y, [N], 'int64'), order: t(O, [N], 'int64') };
for (const i of s.inputMetadata) {
  if (!feeds[i.name]) {
    const d = i.shape;
    const a = new Float32Array(d.reduce((p, q) => p * q, 1));
    if (i.name === 'weights') for (let k = 0; k < a.length; k++) a[k] = (rnd() * 2 - 1) * 0.02;
    feeds[i.name] = t(a, d);
  }
}
for (let e = 0; e < 3; e++) {
  const t0 = performance.now();
  const r = await s.run(feeds);
  const ms = performance.now() - t0;
  const w = r.weights_out.data;
  const h = (await import('node:crypto'))
    .createHash('sha256')
    .update(new Uint8Array(w.buffer, w.byteOffset, w.byteLength))
    .digest('hex')
    .slice(0, 12);
  console.log(
    variant,
    kind,
    'threads',
    threads,
    'K',
    K,
    `${ms.toFixed(0)} ms`,
    r.losses.data.length,
    r.losses.data[0],
    r.losses.data.at(-1),
    h,
  );
  for (const k of Object.keys(r)) if (k.endsWith('_out')) feeds[k.slice(0, -4)] = r[k];
}
