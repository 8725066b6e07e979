/**
 * What the child of `probeOnnx` runs, as text: a Lambda function is one bundle, without a second file to start. It reads a
 * line of sizes, then feature values, then the model; it answers in one line of JSON.
 */
export const PROBE_SCRIPT = `
const { InferenceSession, Tensor } = require(process.argv[1]);
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', () => probe(Buffer.concat(chunks)).then(say));

const say = (answer) => process.stdout.write(JSON.stringify(answer));
const refused = (stage) => (error) => ({ outcome: 'refused', stage, message: String(error && error.message) });

async function probe(input) {
  const header = input.indexOf('\\n');
  const { rows, values, model } = JSON.parse(input.subarray(0, header).toString());
  const features = new Float32Array(values);
  Buffer.from(features.buffer).set(input.subarray(header + 1, header + 1 + 4 * values));
  const onnx = input.subarray(input.length - model);
  let session;
  try {
    session = await InferenceSession.create(onnx, {
      intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 4,
    });
  } catch (error) {
    return refused('load')(error);
  }
  try {
    const width = values / rows;
    const run = async (batch, count) => (await session.run({ features: new Tensor('float32', batch, [count, width]) })).score;
    const whole = await run(features, rows);
    const again = await run(features, rows);
    const ran = { outcome: 'ran', type: whole.type, shape: [...whole.dims], runs: [] };
    if (whole.type !== 'float32' || whole.data.length !== rows) return ran;
    const reversed = new Float32Array(rows);
    for (let end = rows, size = 1; end > 0; size = size === 1 ? 7 : 1) {
      const start = Math.max(0, end - size);
      const count = end - start;
      const batch = new Float32Array(count * width);
      for (let i = 0; i < count; i++) batch.set(features.subarray((end - 1 - i) * width, (end - i) * width), i * width);
      const scores = await run(batch, count);
      for (let i = 0; i < count; i++) reversed[end - 1 - i] = scores.data.length === count ? scores.data[i] : NaN;
      end = start;
    }
    ran.runs = [whole.data, again.data, reversed].map((scores) => Array.from(scores, (x) => (Number.isFinite(x) ? x : null)));
    return ran;
  } catch (error) {
    return refused('run')(error);
  }
}
`;
