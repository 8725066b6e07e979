import { parseGbdtParameters, predictGbdtMargins, trainGbdt } from '@optaic/mlops/learners/gbdt';
import { gbdtToOnnx } from '@optaic/mlops/onnx';
import { createOnnxSession } from '@optaic/mlops/onnx/session';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readFloats, readTask, type TaskFiles } from './task-files.ts';

/** 0.6 M rows a second is what ONNX Runtime does with such a forest on two cores. */
const TARGET = 0.6e6;
const MOST_OVERHEAD = 1.05;
const TRAINING_ROWS = 20_000;

/** Rows a second of 100 trees of depth 6: our native walk, our session, the bare one on one and two threads. */
export async function benchPrediction(
  print: (line: string) => void,
  { task, repetitions }: { task: TaskFiles; repetitions: number },
): Promise<string[]> {
  const whole = readTask(task);
  const { rows, features, values } = whole;
  const training = {
    ...whole,
    rows: TRAINING_ROWS,
    labels: whole.labels.slice(0, TRAINING_ROWS),
    values: new Float32Array(TRAINING_ROWS * features),
  };
  for (let feature = 0; feature < features; feature++) {
    training.values.set(values.subarray(feature * rows, feature * rows + TRAINING_ROWS), feature * TRAINING_ROWS);
  }
  const parameters = { objective: 'reg:squarederror', num_boost_round: 100, max_depth: 6, learning_rate: 0.1 };
  const model = trainGbdt(training, parseGbdtParameters(parameters));
  const onnx = gbdtToOnnx(model, { producerVersion: 'bench' });
  const byRow = readFloats(task.directory, 'rows.f32');
  const ours = await createOnnxSession(onnx);
  const bare = async (threads: number) => {
    const session = await InferenceSession.create(onnx, { intraOpNumThreads: threads, logSeverityLevel: 4 });
    return () => session.run({ features: new Tensor('float32', byRow, [rows, features]) });
  };
  const runs = [
    { name: 'native, 1 thread', run: async () => void predictGbdtMargins(model, values, rows) },
    { name: 'bare session, 1 thread', run: await bare(1) },
    { name: 'createOnnxSession', run: () => ours.run(byRow, rows) },
    { name: 'bare session, 2 threads', run: await bare(2) },
  ].map((entry) => ({ ...entry, seconds: Number.POSITIVE_INFINITY, cpuSeconds: Number.POSITIVE_INFINITY }));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const entry of runs) {
      const [started, cpuStarted] = [performance.now(), process.cpuUsage()];
      await entry.run();
      const cpu = process.cpuUsage(cpuStarted);
      entry.seconds = Math.min(entry.seconds, (performance.now() - started) / 1_000);
      entry.cpuSeconds = Math.min(entry.cpuSeconds, (cpu.user + cpu.system) / 1e6);
    }
  }
  await ours.release();
  print(`| prediction, 100 trees of depth 6, ${rows} × ${features} | M rows/s | M rows/CPU s |`);
  print('|---|---:|---:|');
  for (const { name, seconds, cpuSeconds } of runs) {
    print(`| ${name} | ${(rows / seconds / 1e6).toFixed(2)} | ${(rows / cpuSeconds / 1e6).toFixed(2)} |`);
  }
  // Of a shared machine the lesser time is judged: other work can only add to either.
  const [native, plain, session] = runs.map(({ seconds, cpuSeconds }) => Math.min(seconds, cpuSeconds));
  const missed: string[] = [];
  if (rows / native < TARGET) missed.push(`native prediction: ${(rows / native / 1e6).toFixed(2)} M rows/s`);
  if (session > plain * MOST_OVERHEAD) {
    missed.push(`createOnnxSession: ${(session / plain).toFixed(2)} × the bare session`);
  }
  return missed;
}
